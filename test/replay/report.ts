import type { Outcome } from './outcome.ts';

/** The reconciliation as a person reads it. */
export function reportOf({ figures, verdicts }: Outcome): string {
  const { persons, manifests, weapons, balanced } = figures;
  const crossed = manifests.map(
    ({ crossedOn, lines, accepted }) => `  crossed on ${crossedOn}   ${pad(accepted)} accepted of ${lines} listed`,
  );
  const failed = verdicts.flatMap(({ id, says, faults }) =>
    faults.length ? [`  ${id} ${says}`, ...faults.map((fault) => `        ${fault}`)] : [],
  );
  return [
    'Reconciliation',
    `  registered              ${pad(persons.registered)} persons`,
    ...crossed,
    `  returned                ${pad(persons.returned)}`,
    `  remaining               ${pad(persons.remaining)}`,
    `  weapons received        ${pad(weapons.received)}`,
    `  weapons still in trust  ${pad(weapons.inTrust)}`,
    `  weapons released        ${pad(weapons.released)}`,
    '',
    balanced
      ? `Balanced: all ${verdicts.length} equations hold.`
      : `NOT BALANCED: ${verdicts.filter(({ faults }) => faults.length).length} of ${verdicts.length} equations fail.`,
    ...failed,
  ].join('\n');
}

const pad = (count: number) => String(count).padStart(6);

/** Where to look next: a token with one command, and a first question. */
export function nextSteps(url: string, client: { readonly id: string; readonly secret: string }): string {
  return [
    `Amana listens on ${url} (description: ${url}/openapi.json)`,
    '',
    '  A token that reads all three services:',
    `    TOKEN=$(curl -s -u '${client.id}:${client.secret}' -d grant_type=client_credentials ${url}/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    '  and then',
    `    curl -s -H "Authorization: Bearer $TOKEN" ${url}/handover/reconciliation`,
    `    curl -s -H "Authorization: Bearer $TOKEN" '${url}/persons?limit=3'`,
    `    curl -s -H "Authorization: Bearer $TOKEN" ${url}/custody/statement`,
    '',
    'Ctrl-C stops it; everything is kept.',
  ].join('\n');
}
