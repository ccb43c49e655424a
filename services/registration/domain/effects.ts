import { type Refusal, refuse } from '#shared/kernel/refusal.ts';

/** One entry of the special register (GC III art. 18; domain B.9). Cash: `currency` ISO 4217, `amount` in minor units, an officer's order. */
export type Effect = {
  readonly registerNo: string;
  readonly kind: 'ARTICLE_OF_VALUE' | 'DOCUMENT' | 'ELECTRONICS' | 'CASH' | 'OTHER';
  readonly quantity: number;
  readonly currency?: string | undefined;
  readonly amount?: number | undefined;
  readonly orderedByOfficer?: string | undefined;
  readonly reasonWithheld: 'SECURITY' | 'SAFEKEEPING_REQUEST';
  readonly packetSeal?: string | undefined;
};

/** What is still held, by register number: `[currency, minor units]` for cash, nothing more for the rest. */
export type Held = Readonly<Record<string, readonly [currency: string, amount: number] | 0>>;

const MOST_ENTRIES = 20;

/** Whether these entries may be taken: numbers new, cash with currency, amount and order (I-29). */
export function mayTake(held: Held, effects: readonly Effect[]): Refusal | undefined {
  const numbers = new Set([...Object.keys(held), ...effects.map(({ registerNo }) => registerNo)]);
  if (numbers.size < Object.keys(held).length + effects.length) {
    return refuse('REGISTER_NUMBER_TWICE', 'A register number stands for one entry only.', { status: 422, field: 'effects' });
  }
  if (numbers.size > MOST_ENTRIES)
    return refuse('TOO_MANY_EFFECTS', `One person has at most ${MOST_ENTRIES} open entries; put small things into one packet.`, {
      status: 422,
      field: 'effects',
    });
  for (const [index, { kind, currency, amount, orderedByOfficer }] of effects.entries()) {
    const field = `effects.${index}`;
    if (kind !== 'CASH' && (currency !== undefined || amount !== undefined))
      return refuse('AMOUNT_WITHOUT_CASH', 'Only cash has a currency and an amount.', { status: 422, field });
    if (kind !== 'CASH') continue;
    if (!currency || amount === undefined)
      return refuse('CASH_WITHOUT_AMOUNT', 'Cash has a currency and an amount in minor units.', { status: 422, field });
    if (!orderedByOfficer)
      return refuse('CASH_WITHOUT_ORDER', 'Cash is taken only by order of an officer (GC III art. 18).', { status: 422, field });
  }
  return undefined;
}

export function take(held: Held, effects: readonly Effect[]): Held {
  const taken = effects.map(({ registerNo, currency, amount }): [string, Held[string]] => [
    registerNo,
    currency && amount !== undefined ? [currency, amount] : 0,
  ]);
  return { ...held, ...Object.fromEntries(taken) };
}

/** Whether these entries are held and can be given back. */
export function mayGiveBack(held: Held, registerNos: readonly string[]): Refusal | undefined {
  const unknown = registerNos.findIndex((number) => !Object.hasOwn(held, number));
  if (unknown < 0) return undefined;
  return refuse('EFFECT_NOT_HELD', 'No such entry is held for this person.', { field: `registerNos.${unknown}` });
}

/** The entries of these numbers. */
export function pick(held: Held, registerNos: readonly string[]): Held {
  return Object.fromEntries(Object.entries(held).filter(([number]) => registerNos.includes(number)));
}

export function giveBack(held: Held, registerNos: readonly string[]): Held {
  return Object.fromEntries(Object.entries(held).filter(([number]) => !registerNos.includes(number)));
}
