import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack } from '../../infra/local/stack.ts';
import { connect } from '../replay/clients.ts';
import { synthesize } from '../replay/synthesis.ts';
import { officer, RETURNS } from '../scenario/committees.ts';
import { establishment } from '../scenario/establishment.ts';
import { AUTHORITY, instruments } from '../scenario/return-papers.ts';
import { PART, table } from './manifests.ts';

/** A CSV of this many people whom nobody knows, posted in parts to the local stack over HTTP: what its report came to, line by line. */
export type Submitted = {
  readonly lines: number;
  readonly parts: number;
  /** Lines in the pages of the report, each once. */
  readonly reported: number;
  readonly sums: boolean;
  readonly seconds: number;
  /** The most that a process of each of handover's functions held. */
  readonly rssMb: Readonly<Record<string, number>>;
};

const manifestNo = 'RM-20241218-QM-01';
const by = officer(RETURNS, 'INTERIOR');
const at = '2024-12-18T06:30:00.000Z';

type Shown = { readonly processed: boolean; readonly counts: { lines: number; manifested: number; notListed: number; pending: number } };

export async function measureSubmission(lines: number): Promise<Submitted> {
  const folder = mkdtempSync(join(tmpdir(), 'amana-submitted-'));
  const stack = await startStack({ assembly: await synthesize(folder), data: join(folder, 'data') });
  try {
    const ministries = connect(stack, { requests: 0 });
    const office = ministries['joint-operations'];
    for (const { client, path, id, document } of [...establishment(1, 1, 1), ...instruments()])
      await ministries[client].post(path, id, document);
    const from = performance.now();
    const window = { from: at, to: '2024-12-18T18:00:00.000Z' };
    await office.post('/manifests', 'open', { by, at, manifestNo, crossing: 'Al-Qaim', receivingAuthority: AUTHORITY, window });
    const parts = Math.ceil(lines / PART);
    for (let part = 1; part <= parts; part++) {
      const text = table((part - 1) * PART + 1, Math.min(lines, part * PART));
      const { status } = await office.tryPut(`/manifests/${manifestNo}/parts/${part}`, `part:${part}`, text, 'text/csv');
      if (status !== 200) throw new Error(`part ${part} was answered ${status}`);
    }
    await office.post(`/manifests/${manifestNo}/complete`, 'whole', { by, at, parts, lines });
    let shown: Shown;
    const held: Record<string, number> = {};
    do {
      await pause(500);
      watch(stack.functions, held);
      shown = await office.get<Shown>(`/manifests/${manifestNo}`);
    } while (!shown.processed || shown.counts.pending > 0);
    const seconds = Math.round((performance.now() - from) / 1000);
    const { counts } = shown;
    const listed = await office.list<{ line: number }>(`/manifests/${manifestNo}/lines`);
    const reported = new Set(listed.map(({ line }) => line)).size;
    watch(stack.functions, held);
    const sums = counts.lines === lines && counts.manifested + counts.notListed === lines && reported === lines && listed.length === lines;
    return { lines, parts, reported, sums, seconds, rssMb: held };
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Functions = Readonly<Record<string, { pids(): readonly number[] }>>;

/** The high-water marks of the processes of handover, as the kernel keeps them. */
function watch(functions: Functions, held: Record<string, number>): void {
  for (const [name, each] of Object.entries(functions)) {
    if (!name.startsWith('Handover')) continue;
    for (const pid of each.pids()) held[name] = Math.max(held[name] ?? 0, highWaterMb(pid));
  }
}

function highWaterMb(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
