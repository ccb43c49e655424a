import { custodyAtWork, depositor, intake, lotNumber, rifle, SITE, second, storeKeeper, toStore, weaponNumber } from './custody-at-work.ts';

type Custody = Awaited<ReturnType<typeof custodyAtWork>>;

export const counters = [intake, { officer: 'I-2', committee: 'ARM-2' }] as const;
export const serialOf = (n: number) => `KM-${400_000 + n * 1111}`;
export const ammunition = (n: number, quantity: number) => ({
  by: intake,
  custodyNumber: lotNumber(n),
  calibreOrType: '7.62×39',
  quantity,
  unitOfCount: 'ROUND',
  packaging: 'LOOSE',
  condition: 'SERVICEABLE',
  depositor: { personalNumber: depositor, name: 'سالم يوسف' },
  issuer: { name: 'كريم عباس', rank: 'نقيب', unit: 'لجنة ١' },
  acknowledged: { as: 'SIGNATURE' },
  verifier: second,
  location: { site: SITE, container: 'A-1', seal: `SA-${n}` },
});

/** Custody with so many weapons in one store, one in four a pistol, the others rifles, and a lot of ammunition. */
export async function storeAtWork(weapons: number, { quantity = 1234, long = false } = {}) {
  const custody = await custodyAtWork();
  const numbers = Array.from({ length: weapons }, (_, n) => n);
  const kind = (n: number) => (n % 4 === 3 ? 'PISTOL' : 'ASSAULT_RIFLE');
  const lines = <T>(of: (n: number) => T) => numbers.map(of) as object[];
  if (weapons)
    await custody.call('POST', '/weapons', {
      lines: lines((n) => rifle(n, { kind: kind(n), ...(long && { at: '2024-12-08T12:00:00Z' }) })),
    });
  if (weapons) await custody.call('POST', '/movements', { lines: lines((n) => toStore(n, long ? { at: '2024-12-09T12:00:00Z' } : {})) });
  if (quantity) await custody.call('POST', '/ammunition', { body: ammunition(0, quantity) });
  await custody.tell();
  return { ...custody, ...atTheStore(custody, numbers, kind, quantity) };
}

/** What counters see who count these weapons, but for those that are gone. */
function atTheStore({ call }: Custody, numbers: readonly number[], kind: (n: number) => string, quantity: number) {
  const open = (check: string, type: string, more: object = {}) =>
    call('POST', '/stock-checks', { body: { by: storeKeeper, check, site: SITE, type, counters, ...more } });
  const sheet = (sample: 'ALL' | readonly string[], gone: readonly number[] = [], more: object = {}) => {
    const there = numbers.filter((n) => !gone.includes(n));
    const kinds = [...Map.groupBy(there, kind)].map(([each, group]) => ({ kind: each, count: group.length }));
    const read = there.filter((n) => sample === 'ALL' || sample.includes(weaponNumber(n)));
    return {
      kinds,
      lots: quantity ? [{ custodyNumber: lotNumber(0), quantity }] : [],
      serials: read.map((n) => ({ tag: weaponNumber(n), serial: serialOf(n), container: 'C-1' })),
      ...more,
    };
  };
  const count = (check: string, made: object, by: object = counters[0]) => call('POST', '/stock-counts', { body: { by, check, ...made } });
  const close = (check: string) => call('POST', '/stock-check-closings', { body: { by: storeKeeper, check } });
  /** A whole check of which both counters see the same. */
  async function check(name: string, type: string, gone: readonly number[] = [], more: object = {}) {
    const opened = await open(name, type);
    for (const by of counters) await count(name, sheet(opened.body.readSerialsOf, gone, more), by);
    return close(name);
  }
  const settle = (item: object, more: object = {}) =>
    call('POST', '/discrepancy-outcomes', { body: { by: storeKeeper, verifier: intake, documents: ['P-1'], ...item, ...more } });
  return { open, sheet, count, close, check, settle };
}
