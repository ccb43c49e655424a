import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Order } from '../scenario/establishment.ts';
import { readLines } from '../scenario/files.ts';
import type { Ministry, Posted } from './ministry.ts';
import type { Replay } from './replay.ts';

type Header = Readonly<Record<string, string>> & { readonly manifestNo: string; readonly at: string };
type Figures = { readonly lines: number; readonly manifested: number; readonly notListed: number };
type Shown = { readonly state: string; readonly processed: boolean; readonly counts: Figures };

const PATIENCE_MS = 180_000;
const SCANS = 400;

/** The days on which people went home, by the manifests in the folder. */
export function returnDays(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => /^manifest-(\d{4}-\d{2}-\d{2})\.csv$/.exec(name)?.[1] ?? []);
}

export function headerOf(folder: string, day: string): Header {
  return readLines<Header>(folder, `manifest-${day}-header.ndjson`)[0] as Header;
}

/** One manifest from its table to its reconciliation. */
export async function sendHome(operation: Replay, day: string): Promise<void> {
  const { folder, ministries, progress } = operation;
  const joint = ministries['joint-operations'];
  const header = headerOf(folder, day);
  const table = readFileSync(join(folder, `manifest-${day}.csv`), 'utf8');
  await joint.post(`/manifests?${new URLSearchParams(header)}`, `submit:${header.manifestNo}`, table, 'text/csv');
  await processed(joint, header, progress.stream(`manifest ${day}`, table.trimEnd().split('\n').length - 1));
  const signed = progress.stream(`ceremony ${day}`, 10);
  await sign(operation, `ceremony-${day}`, signed);
  await scanned(operation, day, 'boarding');
  await sign(operation, `journey-${day}`, signed);
  await scanned(operation, day, 'crossing');
  await accepted(operation, day);
  await sign(operation, `conclusion-${day}`, signed);
}

/** A manifest is submitted when everybody on it may go: the office looks at the cases until no guard stands in the way. */
export async function everybodyCleared({ folder, ministries, progress }: Replay, days: readonly string[]): Promise<void> {
  const joint = ministries['joint-operations'];
  const people = readLines(folder, 'persons.ndjson').length;
  const { at } = headerOf(folder, days[0] as string);
  const cleared = progress.stream('cleared', people);
  let known = 0;
  for (const until = Date.now() + PATIENCE_MS; known < people; await pause(500)) {
    const cases = await joint.list<{ guards: string[] }>(`/return-cases?at=${at}`);
    const ready = cases.filter(({ guards }) => guards.length === 0).length;
    if (ready > known) cleared(ready - known);
    known = Math.max(known, ready);
    if (known < people && Date.now() > until) throw new Error(`Only ${known} of ${people} may go home: ${standing(cases)}`);
    if (known >= people) return;
  }
}

function standing(cases: readonly { guards: string[] }[]): string {
  return [...new Set(cases.flatMap(({ guards }) => guards))].join(', ');
}

async function processed(joint: Ministry, { manifestNo }: Header, done: (lines: number) => void): Promise<void> {
  let known = 0;
  for (const until = Date.now() + PATIENCE_MS; ; await pause(300)) {
    const shown = await joint.get<Shown>(`/manifests/${manifestNo}`);
    const { manifested, notListed, lines } = shown.counts;
    done(manifested + notListed - known);
    known = manifested + notListed;
    if (notListed > 0) throw new Error(`${notListed} lines of ${manifestNo} were not listed`);
    if (shown.processed && known === lines) return;
    if (Date.now() > until) throw new Error(`${manifestNo} stays ${shown.state}: ${known} of ${lines} lines processed`);
  }
}

async function sign({ folder, ministries }: Replay, file: string, done: (documents: number) => void): Promise<void> {
  for (const { client, path, id, document } of readLines<Order>(folder, `${file}.ndjson`)) {
    await ministries[client].post(path, id, document);
    done(1);
  }
}

type Claimed = { readonly outcome: string; readonly code?: string; readonly personalNumber: string; readonly status?: number };

/** What handhelds sent, in batches as they came; every claim must have moved its line, now or before. */
async function scanned({ folder, ministries, progress, scansAtOnce = SCANS }: Replay, day: string, step: string): Promise<void> {
  const scans = readLines(folder, `${step}-${day}.ndjson`).map(({ id: _id, ...scan }) => scan);
  const done = progress.stream(`${step} ${day}`, scans.length);
  for (let from = 0; from < scans.length; from += scansAtOnce) {
    const some = scans.slice(from, from + scansAtOnce);
    const body = some.map((scan) => JSON.stringify(scan)).join('\n');
    await carriedOut(ministries['joint-operations'], '/scans', `${step}:${day}:${from}`, body, 'application/x-ndjson');
    done(some.length);
  }
}

async function accepted({ folder, ministries, progress }: Replay, day: string): Promise<void> {
  const sheets = readLines<Posted & { lines: object[] }>(folder, `acceptances-${day}.ndjson`);
  const done = progress.stream(
    `accepted ${day}`,
    sheets.reduce((sum, { lines }) => sum + lines.length, 0),
  );
  for (const { id, ...sheet } of sheets) {
    await carriedOut(ministries['foreign-affairs'], '/acceptances', id, JSON.stringify(sheet), 'application/json');
    done((sheet as unknown as { lines: object[] }).lines.length);
  }
}

async function carriedOut(from: Ministry, path: string, key: string, body: string, type: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ; await pause(500)) {
    const { items } = await from.post<{ items: Claimed[] }>(path, key, body, type);
    const refused = items.find(({ outcome }) => outcome === 'REFUSED' || outcome === 'CONFLICT');
    if (!refused) return;
    if ((refused.status !== 409 && refused.status !== 503) || Date.now() > until)
      throw new Error(`${path} ${key}, ${refused.personalNumber}: ${refused.outcome} ${refused.code ?? ''}`);
  }
}
