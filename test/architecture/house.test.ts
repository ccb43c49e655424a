import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lines, reached, root, services, sources, under } from './sources.ts';

const code = sources.filter(({ path }) => !path.startsWith('test/') && !path.endsWith('.test.ts'));

describe('every service has the same rooms', () => {
  const rooms = ['README.md', 'api.ts', 'inbox.ts', 'outbox.ts', 'routes.ts', 'store.ts', 'use-cases.ts', 'domain'];

  test.each(services)('%s', (name) => {
    expect(rooms.filter((room) => !existsSync(`${root}services/${name}/${room}`))).toEqual([]);
  });
});

describe('the domain and the kernel are pure', () => {
  const pure = [...services.flatMap((name) => under(`services/${name}/domain`)), ...under('shared/kernel'), ...under('shared/contracts')];

  test.each([
    ['no clock', /\bDate\.now\(|\bnew Date\(\)|\bperformance\./],
    ['no randomness', /\bMath\.random\b|\brandom(Bytes|UUID|Int)\b/],
    ['no environment', /\bprocess\b\./],
    ['no logger', /\bconsole\.|\blog\(/],
    ['no waiting', /\basync\b|\bawait\b|\bsetTimeout\b/],
    ['no class', /^\s*(export\s+)?(abstract\s+)?class\s/],
  ])('%s', (_title, pattern) => {
    expect(lines(pure, pattern)).toEqual([]);
  });
});

describe('the tables', () => {
  test('are never scanned, and no item is changed or deleted alone', () => {
    const functions = [...under('services'), ...under('shared')];
    expect(lines(functions, /\b(Scan|UpdateItem|DeleteItem|TransactWriteItems|ExecuteStatement)Command\b/)).toEqual([]);
  });

  test('are written to with one condition: that the place is free', () => {
    expect(lines([...under('services'), ...under('shared')], /new PutItemCommand\((?!.*attribute_not_exists)/)).toEqual([]);
  });
});

describe("custody's table", () => {
  test('is opened with the guard before every append', () => {
    const opened = lines(under('services/custody'), /openTable\(|eventStore\(/);
    expect(opened.length).toBeGreaterThan(2);
    expect(opened.filter((line) => !JSON.stringify(line).includes('openTable({ guard: twoPersonsGuard })'))).toEqual([]);
  });
});

describe('names', () => {
  test('no drawer for odds and ends', () => {
    const drawers = /^(utils?|helpers?|common|misc|types|constants|index|interfaces|lib)$/;
    const parts = sources.flatMap(({ path }) =>
      path.split('/').map((part) => ({ path, part: basename(part).replace(/(\.test)?\.(ts|mjs)$/, '') })),
    );
    expect(parts.filter(({ part }) => drawers.test(part)).map(({ path }) => path)).toEqual([]);
  });

  test('no I before a type', () => {
    expect(lines(sources, /^\s*(export\s+)?(interface|type) I[A-Z][a-z]\w*\s*[<={]/)).toEqual([]);
  });

  test('functions are the verbs of the trade', () => {
    const vague = /\b(function|const) (process|handle|manage|do)[A-Z]\w*\s*(=|\()/;
    expect(lines([...under('services'), ...under('shared')], vague)).toEqual([]);
  });
});

describe('files', () => {
  test('none is longer than 400 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 400);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test.each(services)('every deciding file of the domain of %s is reached by a test beside it', (name) => {
    const domain = `services/${name}/domain`;
    const tests = under(domain, { tests: true }).filter(({ isTest }) => isTest);
    const tried = new Set(tests.flatMap(({ path }) => reached(path).map((each) => each.path)));
    const deciding = under(domain).filter(({ text }) => /^export (const|function)/m.test(text));
    expect(deciding.map(({ path }) => path).filter((path) => !tried.has(path))).toEqual([]);
  });

  test('no module is replaced in a test', () => {
    expect(
      lines(
        sources.filter(({ path }) => path !== 'test/architecture/house.test.ts'),
        /\bvi\.(mock|doMock|stubGlobal)\(/,
      ),
    ).toEqual([]);
  });

  test('there is code to judge', () => {
    expect(code.length).toBeGreaterThan(50);
  });
});
