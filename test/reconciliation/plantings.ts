import type { Evidence } from './evidence.ts';
import type { Exported } from './exported.ts';
import { stepOf } from './returns-fold.ts';

/** An error put into true evidence, which the equation of this id has to find. */
export type Planting = { readonly id: string; readonly what: string; plant(evidence: Open<Evidence>): void };

/** The same, with every field open to change. */
type Open<T> = T extends object ? { -readonly [K in keyof T]: Open<T[K]> } : T;
type Event = Open<Exported>;

const first = <T>(items: readonly T[], wanted: (item: T) => boolean = () => true): T => {
  const found = items.find(wanted);
  if (found === undefined) throw new Error('the evidence has nothing of the kind to spoil');
  return found;
};
const ofType = (events: readonly Event[], type: string) => first(events, (event) => event.type === type);
const set = <T extends object>(of: T, patch: Partial<T>): void => void Object.assign(of, patch);
const more = (of: object, name: string, by = 1): void =>
  void Object.assign(of, { [name]: ((of as Record<string, number>)[name] ?? 0) + by });
const boarded = ({ handover }: Open<Evidence>) => ofType(handover.events, 'accepted');
/** Events of the person who was accepted first. */
const storyOf = (evidence: Open<Evidence>, type: string) =>
  first(evidence.handover.events, (event) => event.kind === 'CASE' && event.id === boarded(evidence).id && event.type === type);

export const PLANTINGS: readonly Planting[] = [
  {
    id: 'I-01',
    what: 'an event that was changed',
    plant: ({ registration }) => set(ofType(registration.events, 'housed'), { at: '2024-12-08T00:00:00.000Z' }),
  },
  {
    id: 'I-01',
    what: 'an event that is missing',
    plant: ({ registration }) => void registration.events.splice(registration.events.indexOf(ofType(registration.events, 'housed')), 1),
  },
  {
    id: 'I-01',
    what: 'a person twice on the roll',
    plant: ({ registration }) => void registration.roll.push({ ...first(registration.roll) }),
  },
  { id: 'I-01', what: 'another state on the roll', plant: ({ registration }) => set(first(registration.roll), { state: 'ESCAPED' }) },
  {
    id: 'I-02',
    what: 'a wrong check digit',
    plant: ({ registration }) => respell(registration.events, (id) => id.slice(0, 9) + ((Number(id.at(-1)) + 1) % 10)),
  },
  { id: 'I-02', what: 'a number nobody used', plant: ({ registration }) => more(first(registration.blocks), 'blank', -1) },
  { id: 'I-03', what: 'one more in custody', plant: ({ registration }) => more(registration.statement, 'inCustody') },
  {
    id: 'I-03',
    what: 'a day that does not close',
    plant: ({ registration }) => more(first(first(registration.strengths).sites), 'closing'),
  },
  { id: 'I-03', what: 'an arrival nobody made', plant: ({ registration }) => bothMore(first(first(registration.strengths).sites)) },
  {
    id: 'I-04',
    what: 'a second bed',
    plant: ({ registration }) => void registration.beds.push({ ...first(registration.beds), bed: 'Z-001' }),
  },
  {
    id: 'I-04',
    what: 'a second open manifest',
    plant: (evidence) => set(twice(evidence, storyOf(evidence, 'listed')).data, { manifest: 'RM-20241219-XX-99' }),
  },
  {
    id: 'I-12',
    what: 'a weapon in another container',
    plant: ({ custody }) =>
      set(
        first(custody.weapons, ({ state }) => state === 'IN_TRUST'),
        { container: 'Z-9' },
      ),
  },
  {
    id: 'I-12',
    what: 'a weapon that is nowhere',
    plant: ({ custody }) => void delete ofType(custody.events, 'temporarily-removed').data.receivedBy,
  },
  {
    id: 'I-15',
    what: 'more destroyed than there was',
    plant: ({ custody }) => set(ofType(custody.events, 'lot-destroyed').data, { quantity: 1_000_000 }),
  },
  { id: 'I-15', what: 'half a round', plant: ({ custody }) => set(ofType(custody.events, 'lot-deposited').data, { quantity: 10.5 }) },
  { id: 'I-16', what: 'a weapon that is not accounted for', plant: ({ custody }) => more(first(custody.statement.weapons), 'received') },
  {
    id: 'I-16',
    what: 'rounds that are not accounted for',
    plant: ({ custody }) => more(first(custody.statement.ammunition), 'inTrust', -1),
  },
  { id: 'I-19', what: 'a skipped receipt', plant: ({ custody }) => set(first(custody.statement.receipts), { skipped: 1 }) },
  {
    id: 'I-19',
    what: 'a receipt that is missing',
    plant: ({ custody }) => set(custody, { events: custody.events.filter(({ id }) => !id.startsWith('WA000003')) }),
  },
  {
    id: 'I-20',
    what: 'somebody who did not show up',
    plant: ({ handover }) => more(first(handover.reconciliation.manifests).counts, 'noShow'),
  },
  {
    id: 'I-21',
    what: 'somebody who left the bus',
    plant: ({ handover }) => more(first(handover.reconciliation.manifests).counts, 'disembarked'),
  },
  {
    id: 'I-22',
    what: 'somebody who was refused',
    plant: ({ handover }) => more(first(handover.reconciliation.manifests).counts, 'refused'),
  },
  {
    id: 'I-22',
    what: 'somebody who returned twice',
    plant: ({ registration }) => more(registration.statement.byState, 'RETURNED'),
  },
  {
    id: 'I-23',
    what: 'a line after the seal',
    plant: (evidence) => set(storyOf(evidence, 'listed'), { recordedAt: '2099-01-01T00:00:00.000Z' }),
  },
  {
    id: 'I-23',
    what: 'another seal on the certificate',
    plant: ({ handover }) => set(first(handover.certificates), { contentHash: '0'.repeat(64) }),
  },
  { id: 'I-24', what: 'will that was not free', plant: (evidence) => set(storyOf(evidence, 'declared').data, { free: false }) },
  {
    id: 'I-24',
    what: 'a declaration out of date',
    plant: (evidence) => set(storyOf(evidence, 'declared'), { at: '2024-12-01T00:00:00.000Z' }),
  },
  { id: 'I-24', what: 'a risk', plant: (evidence) => set(storyOf(evidence, 'screened').data, { risk: 'SUBSTANTIAL' }) },
  { id: 'I-24', what: 'nobody asked again', plant: (evidence) => set(storyOf(evidence, 'boarded').data, { reconfirmed: false }) },
  {
    id: 'I-25',
    what: 'a claim of asylum before boarding',
    plant: (evidence) => set(storyOf(evidence, 'declared').data, { stop: 'ASYLUM_CLAIM' }),
  },
  { id: 'I-25', what: 'a name shown after the claim', plant: showEverybody },
  { id: 'I-26', what: 'an acceptance by nobody', plant: (evidence) => void delete boarded(evidence).data.receiver },
  { id: 'I-26', what: 'a refusal without a reason', plant: ({ handover }) => void delete ofType(handover.events, 'refused').data.reason },
  { id: 'I-27', what: 'an end that changed', plant: (evidence) => set(twice(evidence, boarded(evidence)).data, { to: 'REFUSED' }) },
  { id: 'I-28', what: 'one more on the certificate', plant: ({ handover }) => more(first(handover.certificates).counts, 'accepted') },
  {
    id: 'I-28',
    what: 'one less in annex A',
    plant: ({ handover }) => set(handover.annexA, { [first(handover.certificates).manifestNo]: 0 }),
  },
  { id: 'I-29', what: 'a coin too many', plant: ({ registration }) => more(first(Object.values(registration.statement.cash)), 'held') },
  {
    id: 'I-29',
    what: 'cash without an order',
    plant: ({ registration }) =>
      void delete first(first(registration.events, ({ data }) => Boolean(data.effects?.length)).data.effects ?? []).orderedByOfficer,
  },
  {
    id: 'I-38',
    what: 'a category nobody has',
    plant: ({ registration }) => set(registration.statement.byCategory, { CHILD_ASSOCIATED: 1 }),
  },
  {
    id: 'I-38',
    what: 'a weapon too many in the past',
    plant: ({ custody }) => more(first(first(custody.past, ({ weapons }) => weapons.length > 0).weapons), 'received'),
  },
  { id: 'I-38', what: 'a total nobody counted', plant: ({ handover }) => set(handover.reconciliation.total, { accepted: 0 }) },
];

function respell(events: readonly Event[], spell: (id: string) => string): void {
  const { id } = ofType(events, 'registered');
  for (const event of events) if (event.kind === 'PERSON' && event.id === id) event.id = spell(id);
}

/** Balanced, and yet nobody came. */
function bothMore(day: { arrivals: number; closing: number }): void {
  day.arrivals += 1;
  day.closing += 1;
}

/** The event once more at the end of its stream, as something that happened later. */
function twice({ handover }: Open<Evidence>, event: Event): Event {
  const last = Math.max(...handover.events.filter(({ id }) => id === event.id).map(({ sequence }) => sequence));
  const at = structuredClone({ ...event, sequence: stepOf(event) === 'LISTED' ? event.sequence + 0.5 : last + 1 });
  handover.events.push(at);
  return at;
}

/** Every page that the receiver was shown has all lines in it. */
function showEverybody({ handover }: Open<Evidence>): void {
  for (const event of handover.events) if (event.type === 'data-shared') event.data.lines = '1-999';
}
