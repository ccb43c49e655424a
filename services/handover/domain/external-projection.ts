import { type LineState, stays } from './manifest-line.ts';
import type { SliceLine } from './slice.ts';

/** The fields the receiving authority sees of a person, and no others (domain B.11, I-34): never unit, health, screening or family. */
export const SHARED_FIELDS = [
  'line',
  'personalNumber',
  'given',
  'father',
  'family',
  'dateOfBirth',
  'sex',
  'nationality',
  'documentNumber',
  'needsCode',
  'baggagePieces',
] as const;

export type ExternalLine = Pick<SliceLine, (typeof SHARED_FIELDS)[number]>;
/** All that the other side learns of somebody who does not come: that the line is empty now (I-25, I-41). */
export type WithdrawnLine = { readonly line: number; readonly withdrawn: true };

export function external(said: SliceLine): ExternalLine {
  return Object.fromEntries(SHARED_FIELDS.flatMap((field) => (said[field] === undefined ? [] : [[field, said[field]]]))) as ExternalLine;
}

export function withdrawn({ line }: { line: number }): WithdrawnLine {
  return { line, withdrawn: true };
}

/** Whether the other side may be shown a person in this state of the line. Whom it refused or deferred it has seen; who stayed it has not. */
export function mayShow(state: LineState): boolean {
  return !stays(state) || state === 'REFUSED' || state === 'DEFERRED';
}
