import { DatabaseSync } from 'node:sqlite';

/** A write about to happen, noted before it does, so that a crash cannot hide it. */
export type Pending = { id: number; table: string; operation: string; keys: string };
export type StreamRecord = {
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: object;
    NewImage?: object;
    OldImage?: object;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: string;
  };
};
export type Logged = { sequence: number; record: string };

/**
 * The durable log behind the local streams. Written through by the endpoint before and after each write, read by the
 * event source mappings; a commit survives the death of the process (not of the machine: no fsync per commit).
 */
export function openStreamLog(file: string) {
  const db = new DatabaseSync(file, { timeout: 10_000 });
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS pending (id INTEGER PRIMARY KEY AUTOINCREMENT, tbl TEXT NOT NULL, operation TEXT NOT NULL, keys TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS records (sequence INTEGER PRIMARY KEY AUTOINCREMENT, tbl TEXT NOT NULL, record TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS records_of_table ON records (tbl, sequence);
    CREATE TABLE IF NOT EXISTS positions (consumer TEXT PRIMARY KEY, tbl TEXT NOT NULL, position TEXT NOT NULL);
  `);
  const note = db.prepare('INSERT INTO pending (tbl, operation, keys) VALUES (?, ?, ?)');
  const forget = db.prepare('DELETE FROM pending WHERE id = ?');
  const append = db.prepare('INSERT INTO records (tbl, record) VALUES (?, ?)');
  const after = db.prepare('SELECT sequence, record FROM records WHERE tbl = ? AND sequence > ? ORDER BY sequence LIMIT ?');
  const last = db.prepare('SELECT max(sequence) AS sequence FROM records WHERE tbl = ?');
  const position = db.prepare('SELECT position FROM positions WHERE consumer = ?');
  const commit = db.prepare(
    'INSERT INTO positions (consumer, tbl, position) VALUES (?, ?, ?) ON CONFLICT (consumer) DO UPDATE SET position = excluded.position',
  );
  const trim = db.prepare(
    'DELETE FROM records WHERE tbl = ?1 AND sequence <= (SELECT min(CAST(position AS INTEGER)) FROM positions WHERE tbl = ?1)',
  );

  return {
    note: (table: string, operation: string, keys: string) => Number(note.run(table, operation, keys).lastInsertRowid),
    forget: (id: number) => void forget.run(id),
    /** The write happened: its record takes the place of its note, in one transaction. */
    resolve: (id: number, table: string, records: string[]) => {
      db.exec('BEGIN IMMEDIATE');
      for (const record of records) append.run(table, record);
      forget.run(id);
      db.exec('COMMIT');
    },
    unresolved: () => db.prepare('SELECT id, tbl AS "table", operation, keys FROM pending ORDER BY id').all() as Pending[],
    after: (table: string, sequence: number, limit: number) => after.all(table, sequence, limit) as Logged[],
    last: (table: string) => Number((last.get(table) as { sequence: number | null }).sequence ?? 0),
    position: (consumer: string) => (position.get(consumer) as { position: string } | undefined)?.position,
    commit: (consumer: string, table: string, next: string) => void commit.run(consumer, table, next),
    trim: (table: string) => void trim.run(table),
    close: () => db.close(),
  };
}

export type StreamLog = ReturnType<typeof openStreamLog>;
