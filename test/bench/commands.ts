import { later } from '../scenario/calendar.ts';
import { ARMOURY, officer, REGISTRARS, RETURNS } from '../scenario/committees.ts';
import { ammunition, deposits, movements, voidedReceipts } from '../scenario/custody-papers.ts';
import { establishment, type Order } from '../scenario/establishment.ts';
import {
  acceptances,
  boardingScans,
  ceremony,
  conclusion,
  convoys,
  crossingScans,
  journey,
  manifestHeader,
  manifestTable,
} from '../scenario/manifests.ts';
import { keyPapers } from '../scenario/officer-keys.ts';
import { people } from '../scenario/people.ts';
import {
  housings,
  type Line,
  MILITARY_SITE,
  receptionCards,
  registration,
  restitutions,
  sites,
  voidedNumbers,
} from '../scenario/registration-papers.ts';
import { declarations, instruments, screenings } from '../scenario/return-papers.ts';
import { weapons } from '../scenario/weapons.ts';
import type { Call } from './house.ts';

/** A command: its name, and the call that posts one line of it or many. */
export type Step = {
  readonly command: string;
  readonly lines: readonly Line[];
  readonly post: (lines: readonly Line[], key: string) => Call;
  /** The action that two persons approve before each line of it, on the weapon it names. */
  readonly approves?: string;
  /** Whether its lines are only ever posted together. */
  readonly whole?: true;
  /** Whether the answers name suspects, each of whom is judged before the next step. */
  readonly suspects?: true;
};
export type Size = { readonly seed: number; readonly persons: number };

const NDJSON = 'application/x-ndjson';
const ndjson = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** A document alone, or many of them as NDJSON. */
const posts =
  (path: string): Step['post'] =>
  (lines, key) => {
    if (lines.length > 1) return { path, id: key, type: NDJSON, body: ndjson(lines) };
    const { id, ...document } = lines[0] as Line;
    return { path, id, body: JSON.stringify(document) };
  };
export const documents = (command: string, path: string, lines: readonly Line[]): Step => ({ command, lines, post: posts(path) });
const order = ({ path, id, document }: Order): Step => documents(`POST ${path}`, path, [{ id, ...document }]);
const scans = (command: string, lines: readonly Line[]): Step => ({
  command,
  lines,
  post: (some, key) => ({ path: '/scans', id: key, type: NDJSON, body: ndjson(some.map(({ id: _id, ...scan }) => scan)) }),
});

/** Everybody beyond these leaves on no manifest: what seldom happens is tried on them. */
const SPARE = 6;

/**
 * The whole operation as a list of commands in their order, from the scenario of December; besides, what that scenario has no need of.
 * A new command of the house is one more line here.
 */
export function commands({ seed, persons }: Size): Step[] {
  const everybody = people(seed, persons + SPARE);
  const arms = weapons(seed, everybody);
  const lots = ammunition(seed, everybody);
  const [first, last] = convoys(everybody.slice(0, persons)) as [Convoy, Convoy];
  return [
    ...[...establishment(everybody.length, arms.length, lots.length), ...instruments()].map(order),
    { ...documents('register', '/persons', everybody.map(registration)), suspects: true },
    documents('void a number', '/voided-numbers', voidedNumbers(everybody)),
    documents('house', '/housings', housings(everybody)),
    documents('offer a card', '/reception-cards', receptionCards(everybody)),
    documents('restitute', '/restitutions', restitutions(everybody)),
    documents('deposit', '/weapons', deposits(arms)),
    documents('void a receipt', '/voided-receipts', voidedReceipts(arms)),
    documents('move a weapon', '/movements', movements(arms)),
    documents('deposit a lot', '/ammunition', lots),
    documents('screen', '/screenings', screenings(everybody)),
    documents('declare', '/declarations', declarations(everybody)),
    ...keyPapers(seed, Math.floor(Date.now() / 1000)).map((paper) => documents('register a key', '/officer-keys', [paper])),
    ...seldom(everybody, persons, arms.slice(-2)),
    ...sent(first),
    ...sent(last),
  ];
}

type Convoy = ReturnType<typeof convoys>[number];

function sent(convoy: Convoy): Step[] {
  const table = manifestTable(convoy);
  const listed = convoy.people.map(({ personalNumber }) => ({ id: personalNumber }));
  const submit = (_lines: unknown, key: string): Call => {
    return { path: '/manifests', id: key, type: 'text/csv', body: table, query: manifestHeader(convoy) };
  };
  const boarding = boardingScans(convoy);
  const of = (type: string) => boarding.filter((scan) => scan.type === type);
  return [
    { command: 'list a line', lines: listed, whole: true, post: submit },
    { command: 'post the manifest again', lines: listed, whole: true, post: submit },
    ...ceremony(convoy).map(order),
    // The second convoy boards in one scan.
    ...(of('PRESENTED').length ? [scans('present', of('PRESENTED'))] : []),
    scans('board', of('BOARDED')),
    ...journey(convoy).map(order),
    scans('present to the receiver', crossingScans(convoy)),
    {
      command: 'accept',
      lines: acceptances(convoy).flatMap(({ lines, ...sheet }) => (lines as object[]).map((line) => ({ ...sheet, lines: [line] }))),
      post: (some, key) => {
        const { id: _id, ...sheet } = some[0] as Line;
        return { path: '/acceptances', id: key, body: JSON.stringify({ ...sheet, lines: some.flatMap(({ lines }) => lines) }) };
      },
    },
    ...conclusion(convoy).map(order),
  ];
}

const AT = '2024-12-17T12:00:00.000Z';
const registrar = officer(REGISTRARS[0], 'INTERIOR');
const legal = officer(RETURNS, 'LEGAL');

/** Acts that most people never see, each once, and those that few weapons see, each on two. */
function seldom(everybody: ReturnType<typeof people>, persons: number, arms: ReturnType<typeof weapons>): Step[] {
  const spare = everybody.slice(persons);
  let minutes = 0;
  const line = (path: string, by: object, more: object): Line => ({
    id: `bench:${path}:${minutes}`,
    by,
    at: later(AT, 60 * ++minutes),
    ...more,
  });
  const act = (command: string, path: string, by: object, more: object): Step => documents(command, path, [line(path, by, more)]);
  const onArms = (command: string, path: string, by: object, more: (custodyNumber: string) => object): Step =>
    documents(
      command,
      path,
      arms.map(({ custodyNumber }) => line(path, by, { custodyNumber, ...more(custodyNumber) })),
    );
  const [one, two, three, four, five, six] = spare.map(({ personalNumber }) => personalNumber);
  const keeper = officer(ARMOURY, 'DEFENCE');
  const inspector = officer(ARMOURY, 'INTERIOR');
  const stored = (custodyNumber: string) => movements(arms).find((each) => each.custodyNumber === custodyNumber) as Line;
  const second = officer(REGISTRARS[0], 'DEFENCE').officer;
  // Civilians sleep elsewhere, so the last bed is nobody's.
  const freeBed = `${sites(everybody.length)[0]?.wings.at(-1)?.wing}-500`;
  const effect = { registerNo: 'SR-BENCH-1', kind: 'ELECTRONICS', quantity: 1, reasonWithheld: 'SECURITY', packetSeal: 'PS-BENCH-1' };
  return [
    act('take effects', '/effects', registrar, { personalNumber: one, effects: [effect] }),
    act('note health', '/health-summaries', registrar, { personalNumber: one, health: 'NEEDS_CARE' }),
    act('determine', '/determinations', registrar, {
      personalNumber: one,
      category: 'INTERNED_OTHER_RANK',
      evidence: ['DOCUMENT'],
      decidedBy: [registrar.officer, second],
    }),
    act('correct a person', '/corrections', registrar, {
      personalNumber: one,
      reason: 'The document shows another father',
      identity: (registration(spare[0] as (typeof spare)[number]) as unknown as { identity: object }).identity,
    }),
    act('hospitalise', '/hospitalisations', registrar, { personalNumber: two, hospital: 'RUTBA-HOSPITAL', reason: 'Fever' }),
    act('discharge', '/discharges', registrar, { personalNumber: two }),
    act('move to another bed', '/housings', registrar, { personalNumber: two, site: MILITARY_SITE, bed: freeBed }),
    act('report an escape', '/escapes', registrar, { personalNumber: three, reason: 'Missing at the count' }),
    act('recapture', '/recaptures', registrar, { personalNumber: three, place: 'Akashat' }),
    act('record a death', '/deaths', registrar, { personalNumber: four, place: 'Rutba', cause: 'NATURAL', certifier: second }),
    act('transfer', '/transfers', registrar, { personalNumber: five, to: 'Ministry of Justice', reason: 'Warrant' }),
    act('stop a return', '/stops', legal, { personalNumber: six, stop: 'LEGAL_HOLD', reference: 'LH-1', note: 'Witness in a case' }),
    act('lift a stop', '/stop-liftings', legal, { personalNumber: six, stop: 'LEGAL_HOLD', reference: 'LH-1', outcome: 'HOLD_ENDED' }),
    act('withdraw a declaration', '/declaration-withdrawals', officer(RETURNS, 'INTERIOR'), { personalNumber: six }),
    act('claim a count', '/external-counts', legal, {
      claim: 'PRESS-1',
      source: 'A newspaper',
      figure: 2150,
      countedOn: '2024-12-16',
      scope: 'HELD',
    }),
    onArms('place a hold', '/holds', inspector, () => ({ reference: 'H-1', holdType: 'EVIDENCE', authority: 'Court of Anbar' })),
    {
      ...onArms('lift a hold', '/hold-liftings', inspector, () => ({ reference: 'H-1', reason: 'The court needs it no more' })),
      approves: 'lift-hold',
    },
    onArms('remove a weapon', '/temporary-removals', keeper, (custodyNumber) => ({
      releasedBy: keeper,
      receivedBy: inspector,
      approvedBy: officer(ARMOURY, 'LOGISTICS'),
      documentNo: 'CD-BENCH-1',
      purpose: 'INSPECTION',
      dueBack: later(AT, 86_400 * 3),
      sealBefore: stored(custodyNumber).sealAfter,
    })),
    onArms('return a weapon to store', '/returns-to-store', inspector, (custodyNumber) => ({
      releasedBy: inspector,
      receivedBy: keeper,
      documentNo: 'CD-BENCH-2',
      to: stored(custodyNumber).to,
      sealAfter: `${stored(custodyNumber).sealAfter}-2`,
    })),
    // A longer event than that of a first movement: it breaks a seal, and says where the weapon was.
    onArms('move a stored weapon', '/movements', inspector, (custodyNumber) => {
      const { to, sealAfter: seal, witness } = stored(custodyNumber) as Line & { to: { container: string } };
      return {
        releasedBy: keeper,
        receivedBy: inspector,
        witness,
        purpose: 'BETWEEN_STORES',
        documentNo: 'CD-BENCH-3',
        to: { ...to, container: `${to.container}-B` },
        sealBefore: `${seal}-2`,
        sealAfter: `${seal}-3`,
      };
    }),
  ];
}
