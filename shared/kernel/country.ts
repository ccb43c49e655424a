import { iso31661Alpha3ToAlpha2 } from 'iso-3166/1-a3-to-1-a2.js';

const alpha3 = new Set(Object.keys(iso31661Alpha3ToAlpha2));
const alpha2 = new Set(Object.values(iso31661Alpha3ToAlpha2));

/** ICAO Doc 9303 part 3, section 5: stateless person, refugee, refugee other than by the 1951 Convention, unspecified. */
const withoutNationality = new Set(['XXA', 'XXB', 'XXC', 'XXX']);

/** Whether this is an assigned ISO 3166-1 alpha-3 code, such as `SYR`. */
export const isCountry = (code: string): boolean => alpha3.has(code);

/** Whether this is an assigned ISO 3166-1 alpha-2 code, such as `RU`: a weapon's country of manufacture. */
export const isCountryAlpha2 = (code: string): boolean => alpha2.has(code);

/** Whether a person's nationality can be written so: an ISO 3166-1 alpha-3 code, or ICAO's XXA, XXB, XXC, XXX. */
export const isNationality = (code: string): boolean => isCountry(code) || withoutNationality.has(code);
