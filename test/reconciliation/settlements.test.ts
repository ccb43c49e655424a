import { expect, test } from 'vitest';
import type { Books } from './equation.ts';
import type { Exported } from './exported.ts';
import { returnEquations } from './return-equations.ts';
import { figuresOf, foldReturns } from './returns-fold.ts';

const MANIFEST = 'RM-20241218-IQ-01';
const story = (...steps: [type: string, data: object][]) =>
  foldReturns([
    { kind: 'MANIFEST', id: MANIFEST, sequence: 1, type: 'submitted', data: {} } as Exported,
    ...steps.map(
      ([type, data], index) =>
        ({ kind: 'CASE', id: 'SY000001-4', sequence: index + 1, type, data: { manifest: MANIFEST, line: 1, ...data } }) as Exported,
    ),
  ]);
const faultsOf = (id: string, evidence: object) => [...(returnEquations.find((each) => each.id === id)?.faults(evidence as Books) ?? [])];

test('what a human found between two devices takes the place of the claim before, and changes no end', () => {
  const found = ['boarded', { to: 'BOARDED', settles: true }] as [string, object];
  const returns = story(['listed', {}], ['no-show', { to: 'NO_SHOW' }], found, ['presented', { to: 'PRESENTED_TO_RECEIVER' }]);
  const [folded] = returns.manifests.values();
  expect(folded && figuresOf(folded)).toMatchObject({ manifested: 1, boarded: 1, noShow: 0, presented: 1 });
  expect(faultsOf('I-27', { returns })).toEqual([]);
  const unsettled = story(['listed', {}], ['no-show', { to: 'NO_SHOW' }], ['boarded', { to: 'BOARDED' }]);
  expect(faultsOf('I-27', { returns: unsettled })).toHaveLength(1);
});

test('a manifest is balanced from its seal on, not while its lines are still being listed', () => {
  const counts = { manifested: 1, boarded: 0, noShow: 0, withdrew: 0, medicalHold: 0, legalHold: 0, removed: 0 };
  const evidence = (contentHash?: string) => ({
    handover: { reconciliation: { manifests: [{ manifestNo: MANIFEST, state: 'VALIDATED', counts, contentHash }] } },
  });
  expect(faultsOf('I-20', evidence())).toEqual([]);
  expect(faultsOf('I-20', evidence('a'.repeat(64)))).toHaveLength(1);
});
