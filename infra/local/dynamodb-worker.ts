import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { dynaliteEngine } from './dynalite-engine.ts';
import { openStreamWriter } from './stream-log.ts';
import { type Answer, type StreamedTable, streamTap } from './stream-tap.ts';

// The DynamoDB of one machine, on a thread of its own: dynalite, and the tap that gives its tables streams.

const { folder, logFile, port } = workerData as { folder: string; logFile: string; port: number };
const tell = (message: object) => parentPort?.postMessage(message);
const engine = await dynaliteEngine(folder);
const log = openStreamWriter(logFile, (table) => tell({ records: table }));
let tap: ReturnType<typeof streamTap> | undefined;
let running = 0;

async function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  running += 1;
  const { status, body: text } = await run(request, body).catch((error): Answer => {
    tell({ failed: String(error?.stack ?? error) });
    return {
      status: 500,
      body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal server error' }),
    };
  });
  running -= 1;
  const bytes = Buffer.from(text);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': bytes.length, 'x-amz-crc32': crc32(bytes) });
  response.end(bytes);
}

async function run(request: IncomingMessage, body: Buffer): Promise<Answer> {
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
  const parsed = engine.runs(operation) ? parse(body) : undefined;
  if (!parsed) return engine.handle({ method: request.method, url: request.url, headers: request.headers, body });
  return tap?.tapped(operation, parsed) ?? engine.run(operation, parsed);
}

/** Malformed bodies are dynalite's to refuse. */
function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => void answer(request, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), response));
});
server.keepAliveTimeout = 300_000;
server.listen(port, '127.0.0.1', () => tell({ port: (server.address() as { port: number }).port }));

async function stop(): Promise<void> {
  server.close();
  server.closeIdleConnections();
  while (running > 0) await new Promise((resume) => setTimeout(resume, 5));
  server.closeAllConnections();
  log.close();
  await engine.close();
  tell({ stopped: true });
  parentPort?.close();
}

parentPort?.on('message', async (message: { streams?: StreamedTable[]; stop?: true }) => {
  if (message.stop) return stop();
  tap = streamTap(message.streams ?? [], log, engine.run);
  tell({ recovered: await tap.recover() });
});
