/** An amount in the minor unit of its currency (ISO 4217): 1,250 fils of `IQD` is 1.250 dinars. */
export type Money = { readonly currency: string; readonly amount: number };

const currencies = new Set(Intl.supportedValuesOf('currency'));

/**
 * Currencies whose minor unit is not a hundredth (ISO 4217 list one). The platform's own figures do not serve: they follow
 * everyday use (CLDR), which has no decimals for the dinar of Iraq (3 in ISO 4217) and the pound of Syria (2).
 */
const digits: Readonly<Record<number, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
};
const unusual = new Map(Object.entries(digits).flatMap(([count, codes]) => codes.map((code) => [code, Number(count)] as const)));

/** Whether cash of this ISO 4217 code can be deposited: in use now or within memory, capital letters; no metals, no test codes. */
export const isCurrency = (code: string): boolean => currencies.has(code);

/** Digits after the decimal sign (ISO 4217): 3 for `IQD`, 2 for `SYP` and `USD`, 0 for `JPY`. RangeError if it is no currency. */
export function minorUnitDigits(currency: string): number {
  if (!isCurrency(currency)) throw new RangeError('not an ISO 4217 currency');
  return unusual.get(currency) ?? 2;
}

/** The amount as a person writes it on a receipt, with `.` and every minor digit: `1250` of `IQD` is `1.250`. RangeError unless a safe integer. */
export function decimalAmount({ currency, amount }: Money): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError('an amount is an integer in minor units');
  const places = minorUnitDigits(currency);
  const padded = String(Math.abs(amount)).padStart(places + 1, '0');
  const whole = padded.slice(0, padded.length - places);
  return (amount < 0 ? '-' : '') + (places === 0 ? whole : `${whole}.${padded.slice(-places)}`);
}
