import type { Context } from 'aws-lambda';
import { envelope } from '#shared/contracts/envelope.ts';
import { personalNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import { inbox } from '#shared/lambda/queue.ts';
import { caseSayings } from '../services/handover/case-announcements.ts';
import { caseReaders } from '../services/handover/case-readers.ts';
import { caseReads } from '../services/handover/case-reads.ts';
import { caseRoutes } from '../services/handover/case-routes.ts';
import { caseRows } from '../services/handover/case-store.ts';
import { caseUseCases, travelFacts } from '../services/handover/case-use-cases.ts';
import { NEVER_COVERED } from '../services/handover/domain/amnesty.ts';
import type { LineState } from '../services/handover/domain/manifest-line.ts';
import { returnCase } from '../services/handover/domain/return-case.ts';
import { BOARDED, LISTED, ON } from '../services/handover/domain/return-case-story.ts';
import type { Deps } from '../services/handover/use-cases.ts';
import { serviceOnTable } from './service-on-table.ts';

export const DECLARED_AT = '2024-12-16T08:00:00Z';
export const CROSSED_AT = '2024-12-18T09:00:00Z';
export const returns = (officer: string) => ({ officer, committee: 'JC-1' });
const protection = { officer: 'P-1', committee: 'PC-1' };
const committees = {
  'JC-1': { 'J-1': 'INTERIOR', 'J-2': 'DEFENCE', 'J-3': 'LEGAL', 'J-4': 'MEDICAL', 'J-5': 'ESCORT' },
  'PC-1': { 'P-1': 'PROTECTION', 'P-2': 'LEGAL', 'P-3': 'INTELLIGENCE' },
};
export const number = (n: number) => personalNumber('SY', n);
const digest = (n: number) => String(n % 10).repeat(64);

export const pledge = {
  pledgeNo: 'PL-000123',
  textVersion: '2024-12-a',
  language: 'ar',
  textHash: 'b'.repeat(64),
  elements: ['OWN_WISH_TO_RETURN', 'AWARE_OF_AMNESTY', 'REQUESTS_INCLUSION_IN_AMNESTY', 'ACK_WEAPONS_IN_TRUST'],
  amnesty: 'SY-2024-12',
  witnesses: [{ officer: 'J-2' }, { name: 'مندوب اللجنة', capacity: 'ICRC' }],
};
export const declaration = (n: number, more: object = {}) => ({
  by: returns('J-1'),
  at: DECLARED_AT,
  personalNumber: number(n),
  declarationNo: `VRD-${String(n).padStart(6, '0')}`,
  decision: 'RETURN',
  initiatedBy: 'PERSON',
  topics: ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'],
  language: 'ar',
  privateInterview: true,
  free: true,
  informed: true,
  express: true,
  interviewer: 'J-1',
  witness: { officer: 'J-2' },
  signed: 'SIGNATURE',
  pledge,
  ...more,
});
export const screening = (n: number, more: object = {}) => ({
  by: protection,
  at: DECLARED_AT,
  personalNumber: number(n),
  risk: 'NONE_IDENTIFIED',
  basis: ['INTERVIEW', 'COUNTRY_INFORMATION'],
  reviewer: 'P-2',
  ...more,
});
const amnesty = {
  by: returns('J-3'),
  amnesty: 'SY-2024-12',
  issuer: 'Interim authority',
  issuerStatus: 'De facto',
  issuedOn: '2024-12-10',
  effectiveFrom: '2024-12-10T00:00:00Z',
  scope: 'Conscripts',
  covers: ['INTERNED_OTHER_RANK'],
  exclusions: [...NEVER_COVERED],
};

/** What a step says, as devices and the receiving officer say it. */
function said(to: LineState) {
  const scan = { device: 'HH-CROSSING-03', deviceSequence: 1412, capturedAt: CROSSED_AT };
  if (to === 'BOARDED') return { to, scan, reconfirmed: true, baggage: { pieces: 2, kg: 23 } };
  return to === 'ACCEPTED' ? { to, receiver: 'PF-01', place: 'Al-Qaim / Abu Kamal' } : { to, scan };
}

/** The case side of handover on a table of its own, two committees enrolled. `hear` is its inbox, run by hand. */
export async function casesAtWork() {
  let deps: Deps | undefined;
  const service = await serviceOnTable<Deps>({
    routes: caseRoutes,
    useCases: { ...caseUseCases, ...caseReads },
    publisher: { service: 'handover', heads: ['CASE'], announces: caseSayings, projects: caseRows },
    deps: ({ store, walk }) => {
      deps = { store, walk, department: enrolment(store), identityKey: 'key' };
      return deps;
    },
  });
  const { store } = service;
  const { walk } = deps as Deps;
  const reader = inbox({ readers: caseReaders, deps: { store } });

  async function hear(from: 'registration' | 'custody', type: string, subject: string, data: { sequence: number }) {
    const message = envelope.parse({
      specversion: '1.0',
      id: `${subject}#${data.sequence}`,
      source: `amana/${from}`,
      type: `${from}.${type}.v1`,
      subject,
      time: CROSSED_AT,
      datacontenttype: 'application/json',
      data,
    });
    const done = await reader({ Records: [{ messageId: crypto.randomUUID(), body: JSON.stringify(message) }] } as never, {} as Context);
    if (done.batchItemFailures.length) throw new Error(`${type} was not read`);
  }

  const hearOf = (n: number, changes: object = {}) =>
    hear('registration', 'person-changed', number(n), {
      sequence: 3,
      personalNumber: number(n),
      state: 'HOUSED',
      category: 'INTERNED_OTHER_RANK',
      child: false,
      identityDigest: digest(n),
      fitToTravel: true,
      effectsOpen: 0,
      duplicateSuspected: false,
      ...changes,
    } as { sequence: number });

  async function stored(): Promise<StoredEvent[]> {
    const now = Date.now();
    const span = { from: new Date(now - 86_400_000).toISOString(), to: new Date(now + 60_000).toISOString() };
    const found: StoredEvent[] = [];
    for await (const events of walk.walk(span)) found.push(...events);
    return found;
  }

  /** The manifest's part, one step at a time. */
  async function onLine(n: number, steps: readonly ('LISTED' | LineState)[]) {
    for (const step of steps) {
      const template = step === 'LISTED' ? LISTED.at(-1) : BOARDED.at(-1);
      const facts = { ...(await travelFacts(store, CROSSED_AT)), batch: 'f'.repeat(32) };
      const data = step === 'LISTED' ? { ...template?.data, identityDigest: digest(n) } : { manifest: ON.manifest, ...said(step) };
      const recordedAt = new Date().toISOString();
      const command = { ...template, id: `${n}-${step}`, at: CROSSED_AT, recordedAt, facts, data } as never;
      const done = await store.execute(returnCase, number(n), command);
      if (isRefusal(done)) throw new Error(done.code);
    }
  }

  for (const [committee, officers] of Object.entries(committees)) {
    await hear('registration', 'committee-enrolled', committee, { sequence: 1, committee, officers } as { sequence: number });
  }
  return { ...service, hear, hearOf, onLine, stored };
}

/** With an amnesty in force and a policy that asks for a pledge. */
export async function withAmnesty() {
  const running = await casesAtWork();
  await running.call('POST', '/amnesties', { body: amnesty });
  await running.call('POST', '/amnesty-status-changes', {
    body: { by: returns('J-3'), at: '2024-12-12T00:00:00Z', amnesty: 'SY-2024-12', status: 'IN_FORCE', reason: 'Read in the gazette' },
  });
  await running.call('POST', '/pledge-policies', {
    body: {
      by: returns('J-3'),
      from: '2024-12-12T00:00:00Z',
      pledgeRequired: true,
      noClaimOnWeaponsAllowed: false,
      reference: 'L-7',
      reason: 'Order',
    },
  });
  await running.tell();
  return running;
}
