import type { Chance } from './chance.ts';

/** A line of the special register, without the officer who ordered it. Cash is in minor units. */
export type WithheldEffect = {
  readonly registerNo: string;
  readonly kind: 'ARTICLE_OF_VALUE' | 'ELECTRONICS' | 'CASH';
  readonly quantity: number;
  readonly currency?: string;
  readonly amount?: number;
  readonly reasonWithheld: 'SECURITY' | 'SAFEKEEPING_REQUEST';
  readonly packetSeal?: string;
};

/** What one person gave into safekeeping: a telephone, a watch or ring, cash in pounds, dinars or dollars. */
export function inventedEffects(by: Chance, index: number): WithheldEffect[] {
  const number = (entry: number) => `SR-${String(index + 1).padStart(5, '0')}/${entry}`;
  const seal = { packetSeal: `P-${String(index + 1).padStart(6, '0')}` };
  const cash = (): Partial<WithheldEffect> => {
    const currency = by.weighed<'SYP' | 'USD' | 'IQD'>([
      ['SYP', 6],
      ['USD', 3],
      ['IQD', 1],
    ]);
    const amount = { SYP: () => by.int(5, 400) * 500_000, USD: () => by.int(1, 40) * 1_000, IQD: () => by.int(1, 60) * 5_000_000 }[
      currency
    ]();
    return { currency, amount };
  };
  const found: WithheldEffect[] = [];
  if (by.often(0.6)) found.push({ registerNo: number(1), kind: 'CASH', quantity: 1, ...cash(), reasonWithheld: 'SAFEKEEPING_REQUEST' });
  if (by.often(0.6) || found.length === 0)
    found.push({ registerNo: number(2), kind: 'ELECTRONICS', quantity: by.int(1, 2), reasonWithheld: 'SECURITY', ...seal });
  if (by.often(0.2))
    found.push({ registerNo: number(3), kind: 'ARTICLE_OF_VALUE', quantity: 1, reasonWithheld: 'SAFEKEEPING_REQUEST', ...seal });
  return found;
}
