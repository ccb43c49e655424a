import { describe, expect, it } from 'vitest';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import { container, containerId, type DedicateContainer } from './container.ts';
import { depositor, type NoteDeparture, type NoteRegistration } from './depositor.ts';
import { bookOf, type IssueBook, numberBook } from './number-book.ts';

describe('a receipt book', () => {
  const issues: Told<IssueBook> = { type: 'issue-book', data: { book: 'WA000', committee: 'RC-1' } };
  it('is issued once', () => {
    expect(answerTo(numberBook, [], issues).said).toBe('book-issued');
    expect(answerTo(numberBook, [issues], issues).said).toBe('BOOK_ISSUED');
  });
  it('has the thousand numbers that begin alike', () => expect(bookOf('WA000123-4')).toBe('WA000'));
});

describe('a container', () => {
  const dedicates = (contents: 'WEAPONS' | 'AMMUNITION'): Told<DedicateContainer> => ({
    type: 'dedicate',
    data: { site: 'RUTBA', container: 'C-1', contents },
  });
  it('is for weapons or for ammunition, for good', () => {
    expect(answerTo(container, [], dedicates('WEAPONS')).said).toBe('container-dedicated');
    expect(answerTo(container, [dedicates('WEAPONS')], dedicates('WEAPONS')).said).toBe('nothing');
    expect(answerTo(container, [dedicates('WEAPONS')], dedicates('AMMUNITION')).said).toBe('CONTAINER_MIXED');
  });
  it('is named within its site', () => expect(containerId('A', 'B/C')).not.toBe(containerId('A/B', 'C')));
});

describe('a depositor', () => {
  type Note = Told<NoteRegistration | NoteDeparture>;
  const registered: Note = { type: 'note-registration', data: { state: 'REGISTERED', sequence: 1 } };
  const merged: Note = { type: 'note-registration', data: { state: 'MERGED_DUPLICATE', sequence: 4 } };
  const left: Note = { type: 'note-departure', data: { manifest: 'RM-1', sequence: 9 } };
  const cases: [rule: string, given: Note[], when: Note, then: string][] = [
    ['is confirmed by registration', [], registered, 'registration-noted'],
    ['once', [registered], registered, 'nothing'],
    ['is merged', [registered], merged, 'registration-noted'],
    ['and stays so when older news come late', [merged], registered, 'nothing'],
    ['leaves', [registered], left, 'departure-noted'],
    ['once', [left], left, 'nothing'],
  ];
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(depositor, given, when).said).toBe(then));

  it('is the same in whatever order the news come', () => {
    const newest = (notes: Note[]) => streamOf<object, NoteRegistration | NoteDeparture>(depositor, notes).at(-1)?.state;
    const whole = { registered: true, merged: true, left: { manifest: 'RM-1' } };
    for (const notes of [
      [registered, merged, left],
      [left, merged, registered],
      [merged, left, registered],
      [left, registered, merged],
    ])
      expect(newest(notes)).toEqual(whole);
  });
});
