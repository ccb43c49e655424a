import { expect, test } from 'vitest';
import { matches, type Pattern, passes } from './event-pattern.ts';

const insert = { eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'PERSON#1' } }, NewImage: { type: { S: 'housed' }, n: { N: '7' } } } };
const newImage = (rule: object) => ({ dynamodb: { NewImage: rule } }) as Pattern;

test.each<[string, Pattern, boolean]>([
  ['the event name', { eventName: ['INSERT'] }, true],
  ['another event name', { eventName: ['MODIFY', 'REMOVE'] }, false],
  ['any of several', { eventName: ['MODIFY', 'INSERT'] }, true],
  ['an attribute that exists', newImage({ type: { S: [{ exists: true }] } }), true],
  ['an attribute that does not', newImage({ kind: { S: [{ exists: true }] } }), false],
  ['an attribute that must not exist', newImage({ kind: { S: [{ exists: false }] } }), true],
  ['exists on something that is no leaf', newImage({ type: [{ exists: true }] }), false],
  ['a prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'PERSON#' }] } } } }, true],
  ['a wrong prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'WEAPON#' }] } } } }, false],
  ['anything but', newImage({ type: { S: [{ 'anything-but': ['housed'] }] } }), false],
  ['anything but something else', newImage({ type: { S: [{ 'anything-but': ['registered'] }] } }), true],
  ['a number in a range', newImage({ n: { N: [{ numeric: ['>', 1, '<=', 7] }] } }), true],
  ['a number out of it', newImage({ n: { N: [{ numeric: ['>', 7] }] } }), false],
  ['every key must match', { eventName: ['INSERT'], dynamodb: { NewImage: { type: { S: ['registered'] } } } }, false],
  ['one of two alternatives', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }] } as unknown as Pattern, true],
])('%s', (_, pattern, expected) => {
  expect(matches(pattern, insert)).toBe(expected);
});

test('no filter at all lets everything through', () => {
  expect(passes([], insert)).toBe(true);
});
