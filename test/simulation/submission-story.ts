import type { Answer, Call } from './ministry.ts';
import * as paper from './papers.ts';
import type { Told } from './story.ts';

type Query = Record<string, string>;
/** A way to hand the same lines in: with `mode=validate` only to see what would become of them. */
type HandIn = (query?: Query) => Promise<Answer>;

const MOST_PLANS = 4;

const done = ({ status }: Answer) => status < 300;

/** Submits a manifest as one or in parts, all of it or what can be, by a plan or without; whether it was taken. */
export async function submission(
  told: Told,
  manifestNo: string,
  people: readonly number[],
  supplementTo: string | undefined,
): Promise<boolean> {
  const { post, get, draw, now } = told;
  const lines = linesOf(told, people);
  const { lines: _lines, ...header } = paper.submission(manifestNo, now(), lines, supplementTo ? { supplementTo } : {});
  const atomic: Query = draw.often(0.3) ? { atomic: 'all' } : {};
  const whole = draw.pick([asJson, asNdjson, asCsv])(told, header, lines, atomic);
  const handIn = draw.often(0.35) ? await inParts(told, header, lines, atomic) : whole;
  if (!handIn) return false;
  const submitted = draw.often(0.35) ? await planned(told, people, handIn) : await handIn();
  if (draw.often(0.1)) await handIn();
  if (draw.often(0.12)) await asJson(told, header, lines.slice(1), atomic)();
  if (draw.often(0.2)) await get('handover', `/manifests/${manifestNo}/unprocessed`);
  if (draw.often(0.1)) await post('handover', `/manifests/${manifestNo}/parts/1`, { lines: lines.slice(1) }, { method: 'PUT' });
  if (draw.often(0.08)) await underOneKey(told, header);
  return done(submitted);
}

/** A call id that somebody uses for two manifests. */
async function underOneKey({ post }: Told, header: Header): Promise<void> {
  const key = `twice-${header.manifestNo}`;
  for (const manifestNo of ['RM-20241218-QM-04', 'RM-20241218-QM-05'])
    await post('handover', '/manifests', { ...header, manifestNo, lines: [paper.line(90)] }, { key });
}

/** The lines of these people; sometimes one that cannot be taken, or that names somebody otherwise. */
function linesOf({ draw }: Told, people: readonly number[]): object[] {
  const lines: object[] = people.map((n) => paper.line(n));
  const [first = 0] = people;
  const odd = [
    paper.line(90, { line: 90 }),
    paper.line(first, { line: 91 }),
    { ...paper.line(people.at(-1) ?? first), line: 92, weapon: 'AKM' },
    { ...paper.line(first), line: 93, dateOfBirth: '1999' },
  ];
  if (draw.often(0.4)) lines.push(draw.pick(odd));
  if (draw.often(0.06)) lines[0] = { ...lines[0], given: 'سعيد' };
  return lines;
}

type Header = Omit<ReturnType<typeof paper.submission>, 'lines'>;
type Way = (told: Told, header: Header, lines: readonly object[], atomic: Query) => HandIn;

const asJson: Way =
  ({ post }, header, lines, atomic) =>
  (query) =>
    post('handover', '/manifests', { ...header, lines }, { query: { ...atomic, ...query } });
const asNdjson: Way =
  ({ post }, header, lines, atomic) =>
  (query) =>
    post('handover', '/manifests', {}, { body: undefined, lines, query: { ...queryOf(header), ...atomic, ...query } });
const asCsv: Way =
  ({ post }, header, lines, atomic) =>
  (query) =>
    post('handover', '/manifests', {}, { body: undefined, csv: csvOf(lines), query: { ...queryOf(header), ...atomic, ...query } });

function queryOf({ by, window, ...header }: Header): Query {
  return { ...(header as unknown as Query), officer: by.officer, committee: by.committee, ...window };
}

/** Opens a manifest and sends its parts, in any order, twice, or wrongly first; what is left is to say that it is whole. */
async function inParts(told: Told, header: Header, lines: readonly object[], atomic: Query): Promise<HandIn | undefined> {
  const { post, draw, pause } = told;
  const { manifestNo, by } = header;
  const opened = await post('handover', '/manifests', header, { query: atomic });
  if (!done(opened)) return undefined;
  const numbered = draw.often(0.6);
  const cut = draw.int(1, lines.length);
  const parts = [lines.slice(0, cut), lines.slice(cut)].filter((part) => part.length > 0);
  const send = async (part: number, some: readonly object[]) => {
    const said = numbered ? some : some.map((line) => ({ ...line, line: undefined }));
    await post('handover', `/manifests/${manifestNo}/parts/${part}`, {}, { method: 'PUT', body: undefined, ...draw.pick(FORMS)(said) });
  };
  const complete = (count: number, more: object = {}, query: Query = {}) =>
    post('handover', `/manifests/${manifestNo}/complete`, { by, parts: count, ...more }, { query });
  if (draw.often(0.1)) await complete(parts.length);
  await Promise.all(
    parts.map(async (some, index) => {
      await pause(0, 2000);
      if (draw.often(0.15) && lines.length > 1) await send(index + 1, lines.slice(1));
      await send(index + 1, some);
      if (draw.often(0.15)) await send(index + 1, some);
    }),
  );
  if (draw.often(0.1)) await complete(parts.length, { lines: lines.length + 1 });
  if (draw.often(0.1)) await complete(parts.length, { by: paper.by('J-2') });
  return (query) => complete(parts.length, draw.often(0.5) ? { lines: lines.length } : {}, query);
}

const FORMS: readonly ((lines: readonly object[]) => Partial<Call>)[] = [
  (lines) => ({ body: { lines } }),
  (lines) => ({ lines }),
  (lines) => ({ csv: csvOf(lines) }),
];

/** Looks first what would come of it, and insists; what changes meanwhile is planned anew. */
async function planned({ post, draw, pause }: Told, people: readonly number[], handIn: HandIn): Promise<Answer> {
  const { body } = await handIn({ mode: 'validate' });
  let { planDigest } = body;
  if (planDigest && draw.often(0.2)) {
    await post('handover', '/stops', paper.stop(draw.pick(people), draw.pick(['ASYLUM_CLAIM', 'LEGAL_HOLD', 'PENAL_HOLD'])));
    await pause(500, 5000);
  }
  for (let tries = 0; planDigest && tries < MOST_PLANS; tries++) {
    const committed = await handIn({ planDigest });
    if (committed.body.code !== 'PLAN_CHANGED') return committed;
    ({ planDigest } = committed.body);
  }
  return handIn();
}

function csvOf(lines: readonly object[]): string {
  const columns = [
    ...new Set(lines.flatMap((line) => Object.entries(line).flatMap(([name, value]) => (value === undefined ? [] : [name])))),
  ];
  const rows = lines.map((line) => columns.map((column) => (line as Record<string, unknown>)[column] ?? '').join(','));
  return [columns.join(','), ...rows].join('\r\n');
}
