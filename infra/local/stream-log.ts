import { DatabaseSync } from 'node:sqlite';

/** A write about to happen, noted before it does, so that a crash cannot hide it. */
export type Pending = { id: number; table: string; keys: string };
export type StreamRecord = {
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: object;
    NewImage?: object;
    OldImage?: object;
    SizeBytes: number;
    StreamViewType: string;
  };
};
export type Logged = { sequence: number; record: string };

/** How long the end of a write may wait for company in its transaction. */
const endsWaitMs = 10;

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 10_000 });
  // A commit survives the death of the process, which is what one machine promises; not that of the machine.
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS pending (id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, keys TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS records (tbl TEXT, sequence INTEGER, record TEXT NOT NULL, PRIMARY KEY (tbl, sequence)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS positions (consumer TEXT PRIMARY KEY, tbl TEXT NOT NULL, position TEXT NOT NULL);
  `);
  return db;
}

/** The readers' side of the durable log behind the local streams: records in order, and how far each consumer has come. */
export function openStreamReader(file: string) {
  const db = open(file);
  const after = db.prepare('SELECT sequence, record FROM records WHERE tbl = ? AND sequence > ? ORDER BY sequence LIMIT ?');
  const underWay = db.prepare('SELECT 1 FROM pending WHERE tbl = ? LIMIT 1');
  const last = db.prepare('SELECT max(sequence) AS sequence FROM records WHERE tbl = ?');
  const position = db.prepare('SELECT position FROM positions WHERE consumer = ?');
  const commit = db.prepare(
    'INSERT INTO positions (consumer, tbl, position) VALUES (?, ?, ?) ON CONFLICT (consumer) DO UPDATE SET position = excluded.position',
  );
  const trim = db.prepare(
    'DELETE FROM records WHERE tbl = ?1 AND sequence <= (SELECT min(CAST(position AS INTEGER)) FROM positions WHERE tbl = ?1)',
  );
  return {
    after: (table: string, sequence: number, limit: number) => after.all(table, sequence, limit) as Logged[],
    last: (table: string) => Number((last.get(table) as { sequence: number | null }).sequence ?? 0),
    /** Whether a write to the table is noted whose end is not known yet. */
    underWay: (table: string) => underWay.get(table) !== undefined,
    position: (consumer: string) => (position.get(consumer) as { position: string } | undefined)?.position,
    commit: (consumer: string, table: string, next: string) => void commit.run(consumer, table, next),
    trim: (table: string) => void trim.run(table),
    close: () => db.close(),
  };
}

/**
 * The writer's side: one at a time. Notes are committed before `note` resolves; what becomes of them may be committed
 * later, because a note left standing is looked into at the next start. One transaction takes all that came meanwhile.
 */
export function openStreamWriter(file: string, onRecords: (table: string) => void) {
  const db = open(file);
  const note = db.prepare('INSERT INTO pending (id, tbl, keys) VALUES (?, ?, ?)');
  const forget = db.prepare('DELETE FROM pending WHERE id = ?');
  const append = db.prepare('INSERT INTO records (tbl, sequence, record) VALUES (?, ?, ?)');
  const highest = (query: string) => Number((db.prepare(query).get() as { n: number | null }).n ?? 0);
  let sequence = Math.max(
    highest('SELECT max(sequence) AS n FROM records'),
    highest("SELECT max(CAST(position AS INTEGER)) AS n FROM positions WHERE tbl NOT LIKE 'arn:%'"),
  );
  let id = highest('SELECT max(id) AS n FROM pending');
  let notes: { pending: Pending; settle(id: number): void; fail(error: unknown): void }[] = [];
  let ends: { id: number; table: string; records: string[] }[] = [];
  let soon: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;

  function flush() {
    clearImmediate(soon);
    clearTimeout(later);
    [soon, later] = [undefined, undefined];
    const [noted, ended] = [notes, ends];
    [notes, ends] = [[], []];
    try {
      db.exec('BEGIN IMMEDIATE');
      for (const { pending } of noted) note.run(pending.id, pending.table, pending.keys);
      for (const end of ended) {
        for (const record of end.records) append.run(end.table, ++sequence, record);
        forget.run(end.id);
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      ends.unshift(...ended);
      for (const { fail } of noted) fail(error);
      return;
    }
    for (const { pending, settle } of noted) settle(pending.id);
    for (const table of new Set(ended.filter(({ records }) => records.length > 0).map((end) => end.table))) onRecords(table);
  }
  return {
    /** Notes which keys of `table` are about to be written; resolves, once that is durable, to the note's number. */
    note: (table: string, keys: object[]) =>
      new Promise<number>((settle, fail) => {
        notes.push({ pending: { id: ++id, table, keys: JSON.stringify(keys) }, settle, fail });
        soon ??= setImmediate(flush);
      }),
    /** The noted write happened, and these records tell of it (none when nobody wants to know); or it was refused. */
    resolve: (note: number, table: string, records: string[]) => {
      ends.push({ id: note, table, records });
      later ??= setTimeout(flush, endsWaitMs);
    },
    unresolved: () => db.prepare('SELECT id, tbl AS "table", keys FROM pending ORDER BY id').all() as Pending[],
    close: () => {
      flush();
      db.close();
    },
  };
}

export type StreamReader = ReturnType<typeof openStreamReader>;
export type StreamWriter = ReturnType<typeof openStreamWriter>;
