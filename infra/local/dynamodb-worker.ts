import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { openStreamLog } from './stream-log.ts';
import { type Answer, type StreamedTable, streamTap } from './stream-tap.ts';

// The DynamoDB of one machine, on a thread of its own: dynalite, and the tap that gives its tables streams.

const { folder, logFile, port } = workerData as { folder: string; logFile: string; port: number };
type Dynalite = (options: { path: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }) => Server;
const dynalite: Dynalite = createRequire(import.meta.url)('dynalite');

const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
const engineHandler = server.listeners('request')[0] as (request: unknown, response: unknown) => void;
const log = openStreamLog(logFile);
let tap: ReturnType<typeof streamTap> | undefined;

// Its requests are handed to dynalite's own handler, not sent over a second socket: half the cost of a proxy.
const incoming = (headers: object, body: Buffer) => ({
  method: 'POST',
  url: '/',
  headers,
  on: (event: string, listener: (data?: Buffer) => void) => {
    if (event === 'data' && body.length > 0) listener(body);
    if (event === 'end') listener();
  },
  removeAllListeners: () => undefined,
});

const ownHeaders = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20241201T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local/20241201/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
};

const engine = (operation: string, body: string) =>
  new Promise<Answer>((settle) => {
    const response = {
      statusCode: 200,
      setHeader: () => undefined,
      end: (text: string) => settle({ status: response.statusCode, body: text ?? '' }),
    };
    engineHandler(incoming({ ...ownHeaders, 'x-amz-target': `DynamoDB_20120810.${operation}` }, Buffer.from(body)), response);
  });

function answer(response: ServerResponse, { status, body }: Answer) {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': bytes.length, 'x-amz-crc32': crc32(bytes) });
  response.end(bytes);
}

function fail(response: ServerResponse, error: unknown) {
  parentPort?.postMessage({ failed: String((error as Error).stack ?? error) });
  answer(response, {
    status: 500,
    body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal server error' }),
  });
}

server.removeAllListeners('request');
server.on('request', (request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    try {
      const tapped = tap?.tapped(operation, body);
      if (tapped) tapped.then((done) => answer(response, done)).catch((error) => fail(response, error));
      else engineHandler(Object.assign(incoming(request.headers, body), { method: request.method, url: request.url }), response);
    } catch (error) {
      fail(response, error);
    }
  });
});
server.keepAliveTimeout = 300_000;
server.listen(port, '127.0.0.1', () => parentPort?.postMessage({ port: (server.address() as { port: number }).port }));

parentPort?.on('message', async (message: { streams?: StreamedTable[]; stop?: true }) => {
  if (message.streams) {
    tap = streamTap(message.streams, log, engine, (table) => parentPort?.postMessage({ records: table }));
    parentPort?.postMessage({ recovered: await tap.recover() });
  }
  if (message.stop) {
    server.closeAllConnections();
    server.close(() => {
      log.close();
      parentPort?.postMessage({ stopped: true });
      parentPort?.close();
    });
  }
});
