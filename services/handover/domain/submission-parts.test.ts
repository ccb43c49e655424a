import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { personalNumber } from '#shared/kernel/numbers.ts';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import { fromGaps, fromRanges, toGaps, toRanges } from './number-set.ts';
import { CHUNK } from './slice.ts';
import {
  cameBefore,
  chunkAfter,
  chunksOf,
  layoutOf,
  type OpenUpload,
  type Part,
  type PartContent,
  peopleOf,
  placeOf,
  type ReceivePart,
  submissionPart,
  twice,
  type Upload,
  upload,
} from './submission-parts.ts';

const person = (n: number, prefix = 'SY') => personalNumber(prefix, n);
const content = (part: number, lines: number[], people: string[], more: Partial<PartContent> = {}): PartContent => ({
  part,
  digest: `${part}`.repeat(64),
  records: lines.length,
  faults: 0,
  lines: toGaps(lines),
  people: peopleOf(people),
  ...more,
});

test('numbers as ranges and as gaps say the same set, in any order and twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5000 })), (numbers) => {
      expect(fromGaps(toGaps(numbers))).toEqual(new Set([...numbers].sort((a, b) => a - b)));
      expect(fromRanges(toRanges(numbers))).toEqual(fromGaps(toGaps(numbers)));
    }),
  );
});

describe('a part', () => {
  const receive = (digest: string): Told<ReceivePart> => ({ type: 'receive', data: content(1, [1], [person(1)], { digest }) });

  test('sent again is the same, and with other bytes takes the place of the one before', () => {
    expect(answerTo(submissionPart, [receive('a')], receive('a')).said).toBe('nothing');
    const events = streamOf<Part, ReceivePart>(submissionPart, [receive('a'), receive('b')]);
    expect(events.map(({ state }) => state.digest)).toEqual(['a', 'b']);
  });

  test('of as many lines as fit into three megabytes is one item', () => {
    const people = Array.from({ length: 60_000 }, (_, index) => person(((index * 7919) % 999_983) + 1));
    expect(JSON.stringify(content(1, [], people)).length).toBeLessThan(300_000);
  });
});

describe('an opened submission', () => {
  const header = {
    manifestNo: 'RM-20241219-QM-01',
    crossing: 'Al-Qaim',
    receivingAuthority: 'OPS-EAST',
    window: { from: '2024-12-19T06:00:00Z', to: '2024-12-19T18:00:00Z' },
  };
  const open = (more: object = {}): Told<OpenUpload> => ({ type: 'open', data: { ...header, ...more } });

  test('has one header', () => {
    expect(streamOf<Upload, OpenUpload>(upload, [open()])[0]?.state).toEqual({ header });
    expect(answerTo(upload, [open()], open()).said).toBe('nothing');
    expect(answerTo(upload, [open()], open({ crossing: 'Trebil' })).said).toBe('MANIFEST_DIFFERS');
    expect(answerTo(upload, [open()], open({ atomic: 'all' })).said).toBe('MANIFEST_DIFFERS');
  });
});

describe('parts together', () => {
  test('number the chunks and records of the whole manifest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ records: fc.integer({ min: 1, max: 350 }), follows: fc.boolean() }), { minLength: 1, maxLength: 6 }),
        (sizes) => {
          const layout = layoutOf(
            sizes.map(({ records, follows }, index) => content(index + 1, [], [], { records, ...(follows && { follows }) })),
          );
          let before = 0;
          let chunk = 0;
          for (const [index, { records, follows }] of sizes.entries()) {
            for (let own = 1; (own - 1) * CHUNK < records; own++) {
              chunk += 1;
              expect(placeOf(layout, chunk)).toMatchObject({ part: index + 1, chunk: own, before, shift: follows ? before : 0 });
              expect(chunkAfter(layout, before + (own - 1) * CHUNK)).toBe(chunk);
            }
            before += records;
          }
          expect(chunksOf(layout)).toBe(chunk);
          expect([placeOf(layout, chunk + 1), chunkAfter(layout, before)]).toEqual([undefined, chunk + 1]);
        },
      ),
    );
  });

  test('find whom and what an earlier part has: the first stands', () => {
    const parts = [
      content(1, [1, 2, 3], [person(1), person(2), person(3)], { follows: true }),
      content(2, [1, 2], [person(4), person(2)], { follows: true }),
      content(3, [5, 9], [person(4, 'LB'), person(4)]),
    ];
    const found = twice(parts);
    const of = (part: number, line: number, who: string) => cameBefore(found, part)(line, who);
    expect([of(1, 1, person(1)), of(2, 4, person(4))]).toEqual([undefined, undefined]);
    expect(of(2, 5, person(2))).toBe('DUPLICATE_PERSON');
    expect([of(3, 5, person(4, 'LB')), of(3, 9, person(4)), of(3, 9, person(4, 'LB'))]).toEqual([
      'DUPLICATE_LINE',
      'DUPLICATE_PERSON',
      undefined,
    ]);
  });
});
