import type { Budget } from './budgets.ts';
import { ACT_ON_A_WEAPON, DEARER_ACTS } from './ceilings.ts';
import type { Bundled, Start } from './cold-start.ts';
import type { Costs } from './costs.ts';
import type { LogCost, Verification } from './custody-log.ts';
import type { SearchCost } from './duplicate-search.ts';
import type { ManifestCost } from './manifests.ts';
import type { Cost } from './measured.ts';
import type { EventType, Stories } from './stored-events.ts';
import { requestsOf, type Tally } from './tally.ts';
import type { Throughput } from './throughput.ts';

const round = (value: number) => String(Math.round(value * 100) / 100);
const operations: Readonly<Record<string, string>> = { PutItem: 'P', Query: 'Q', GetItem: 'G', BatchGetItem: 'BG', BatchWriteItem: 'BW' };

/** Columns as wide as their widest cell; the first one to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(width[0] ?? 0) : cell.padStart(width[column] ?? 0))).join('  ');
  return [line(head), ...rows.map(line)].join('\n');
}

const kinds = ({ requests }: Tally, lines: number) =>
  Object.entries(requests)
    .map(([name, count]) => `${round(count / lines)}${operations[name] ?? name}`)
    .join(' ');

function costCells({ lines, call, outbox, inbox }: Cost): string[] {
  const by = (value: number) => round(value / lines);
  return [
    String(lines),
    by(requestsOf(call)),
    kinds(call, lines),
    by(call.readUnits),
    by(call.writeUnits),
    by(requestsOf(outbox)),
    by(requestsOf(inbox)),
    by(outbox.readUnits + inbox.readUnits),
    by(outbox.writeUnits + inbox.writeUnits),
    by(call.indexUnits + outbox.indexUnits + inbox.indexUnits),
    by(outbox.queueRequests + inbox.queueRequests),
  ];
}

/** Everything is by line. */
export function costTable({ commands }: Costs): string {
  const rows = commands.flatMap(({ command, first, one, batch }) =>
    Object.entries({ first, one, batch }).flatMap(([how, cost]) => (cost ? [[command, how, ...costCells(cost)]] : [])),
  );
  const head = ['command', 'posted', 'lines', 'requests', 'of', 'RU', 'WU', 'outbox', 'inbox', 'RU', 'WU', 'index WU', 'SQS'];
  return table(head, rows);
}

/** Which acts on weapons cost more than the issue allows, by how much and why; and how the search of a deposit grows. */
export function dearerLines(searches: readonly SearchCost[]): string {
  const { readUnits: reads, writeUnits: writes } = ACT_ON_A_WEAPON;
  return [
    ...Object.entries(DEARER_ACTS).map(
      ([act, { readUnits, writeUnits, why }]) =>
        `  ${act}: ${readUnits} read units (for ${reads}), ${writeUnits} write units (for ${writes}): ${why}`,
    ),
    ...searches.map(
      ({ among, requests, readUnits: { mean, median, most } }) =>
        `  duplicate search among ${among}: ${requests} requests; read units ${round(mean)} on the average, median ${median}, most ${most}`,
    ),
  ].join('\n');
}

export function eventTable(types: readonly EventType[]): string {
  const rows = types.map(({ type, count, bytes, units, allowed, over, attributes }) => [
    type,
    String(count),
    String(bytes.median),
    String(bytes.largest),
    String(units),
    String(allowed),
    over ? `${over} over` : '',
    over
      ? Object.entries(attributes)
          .slice(0, 6)
          .map(([name, size]) => `${name} ${size}`)
          .join(', ')
      : '',
  ]);
  return table(['event', 'count', 'median B', 'largest B', 'WU', 'allowed', '', 'largest, by attribute'], rows);
}

export function storyLines({ person, weapon }: Stories): string {
  const line = (name: string, { count, least, median, most, of }: Stories['person']) =>
    `${name}: ${count} stories of ${least} to ${most} events, median ${median}. The longest: ${of.join(', ')}`;
  return [line('person', person), line('weapon', weapon)].join('\n');
}

export function bundleTable(bundles: readonly Bundled[], starts: readonly Start[]): string {
  const rows = bundles.map(({ entry, bytes, gzipBytes, builtins }) => {
    const start = starts.find((each) => each.entry === entry);
    return [entry, String(bytes), String(gzipBytes), String(builtins.length), round(start?.cjs ?? 0), round(start?.esm ?? 0)];
  });
  return table(['function', 'bytes', 'gzip', 'builtins', 'start CJS', 'start ESM'], rows);
}

export function throughputLines({ pairs, puts, appendAt16, appendAt1, loadedAppendAt16, gainOf16 }: Throughput): string {
  return [
    `medians of ${pairs} pairs of ${puts}, by the time of bare puts of the same bytes:`,
    `  append at 16: ${round(appendAt16)}; with its load: ${round(loadedAppendAt16)}; append at 1: ${round(appendAt1)}`,
    `  appends a second at 16 by those at 1: ${round(gainOf16)}`,
  ].join('\n');
}

export function logLines(log: LogCost, verification?: Verification): string {
  const lines = [
    `  ${log.events} events logged in full batches: ${log.writeUnitsAnEvent.toFixed(4)} write units an event`,
    `  the proof of one of ${log.entries} entries: at most ${log.hashesOfAProof} hashes`,
  ];
  if (!verification) return lines.join('\n');
  const { events, bytes, seconds, byBareHashing, byHashingEvents } = verification;
  return [
    ...lines,
    `  ${events} events (${Math.round(bytes / 1e6)} MB) verified in ${seconds.toFixed(2)} s: ${round(byBareHashing)} times bare SHA-256 over all that is hashed,`,
    `  ${round(byHashingEvents)} times that over the events alone`,
  ].join('\n');
}

export function manifestTable(manifests: readonly ManifestCost[]): string {
  const rows = manifests.map(({ lines, listed, parts, requestsALine, queueRequestsALine, postedAgain, rssMb }) => [
    String(lines),
    String(listed),
    String(parts),
    requestsALine.toFixed(4),
    queueRequestsALine.toFixed(4),
    String(postedAgain),
    Object.entries(rssMb)
      .map(([name, mb]) => `${name} ${mb}`)
      .join(', '),
  ]);
  return table(['lines', 'listed', 'parts', 'requests a line', 'SQS a line', 'posted again', 'MB at most'], rows);
}

export function budgetTable(budgets: readonly Budget[]): string {
  const rows = budgets.map(({ budget, value, limit, verdict }) => [budget, String(value), String(limit), verdict]);
  return table(['budget', 'value', 'limit', ''], rows);
}
