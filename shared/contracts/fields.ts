import * as z from 'zod';
import { arabicNameProblem } from '#shared/kernel/arabic-name.ts';
import { isCountry, isNationality } from '#shared/kernel/country.ts';
import { isCustodyNumber, isPersonalNumber } from '#shared/kernel/numbers.ts';

/** Fields that documents and messages of several services share, with the rule each breaks as its message. */
export const personalNumberField = z.string().refine(isPersonalNumber, 'a personal number such as SY000123-4 with a right check digit');
export const custodyNumberField = z.string().refine(isCustodyNumber, 'a custody number such as WA000123-4 with a right check digit');
export const officerNumberField = z.string().regex(/^[A-Za-z0-9-]{1,24}$/, 'an officer number of letters, digits and hyphens');
/** A reference that people give: a site, an admission, a committee, a paper's number. */
export const referenceField = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9/_.-]{0,47}$/, 'a reference of letters, digits, / _ . -');
export const countryField = z.string().refine(isCountry, 'a country by its ISO 3166-1 alpha-3 code');
export const nationalityField = z.string().refine(isNationality, 'a nationality by ISO 3166-1 alpha-3 or the codes of ICAO 9303');
export const noteField = z.string().min(1).max(500);
const ARABIC_RULES: Readonly<Record<string, string>> = {
  NAME_LENGTH: 'a name of 1 to 60 characters',
  NAME_NOT_NFC: 'a name in Unicode normal form C',
  NAME_BIDI_CONTROL: 'a name without direction controls',
  NAME_NOT_ARABIC: 'a name in Arabic script',
};
export const arabicNameField = z.string().superRefine((text, context) => {
  const found = arabicNameProblem(text);
  if (found) context.addIssue({ code: 'custom', message: ARABIC_RULES[found] ?? found });
});
export const sexField = z.enum(['M', 'F', 'X']);

/** A birth date as far as it is known: the day, the month, the year, or a year by estimate. Not ahead, not before 110 years. */
export const birthDateField = z
  .strictObject({
    value: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'YYYY, YYYY-MM or YYYY-MM-DD'),
    precision: z.enum(['DAY', 'MONTH', 'YEAR', 'ESTIMATED']),
  })
  .superRefine(({ value, precision }, context) => {
    const wanted = { DAY: 10, MONTH: 7, YEAR: 4, ESTIMATED: 4 }[precision];
    const real = value.length === 10 ? new Date(`${value}T00:00:00Z`) : new Date(`${value.padEnd(7, '-01').slice(0, 7)}-01T00:00:00Z`);
    if (value.length !== wanted) context.addIssue({ code: 'custom', message: 'as many digits as the precision says', path: ['value'] });
    else if (Number.isNaN(real.getTime()) || !real.toISOString().startsWith(value))
      context.addIssue({ code: 'custom', message: 'a day of the calendar', path: ['value'] });
  });
