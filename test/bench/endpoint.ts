import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamodbMeter } from './counted-dynamodb.ts';
import { openEngine } from './engine.ts';
import type { WireItem } from './item-size.ts';
import { NOTHING, plus, type Tally } from './tally.ts';

export type Stored = { readonly table: string; readonly item: WireItem };
export type Sent = { readonly messageId: string; readonly body: string };
/** A client of this endpoint, as the functions have theirs. */
export function clientOf({ url }: { readonly url: string }): DynamoDBClient {
  return new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } });
}

export type Endpoint = Awaited<ReturnType<typeof openEndpoint>>;

type SendBatch = { QueueUrl: string; Entries: { Id: string; MessageBody: string }[] };

/**
 * DynamoDB and SQS on 127.0.0.1, counted: dynalite in this process, and queues that are lists. New events and sent messages wait in
 * `stored` and `queues` for whoever carries them on.
 */
export async function openEndpoint(tables: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'amana-bench-'));
  const engine = await openEngine(folder);
  const stored: Stored[] = [];
  const queues = new Map<string, Sent[]>();
  const meter = dynamodbMeter((table, item) => void ('type' in item && stored.push({ table, item })));
  let tally = NOTHING;

  function send(body: string): string {
    const { QueueUrl, Entries } = JSON.parse(body) as SendBatch;
    const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    const Successful = Entries.map(({ Id, MessageBody }) => {
      const messageId = randomUUID();
      queue.push({ messageId, body: MessageBody });
      return { Id, MessageId: messageId, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
    });
    tally = plus(tally, { queueRequests: 1, messages: Entries.length });
    return JSON.stringify({ Successful, Failed: [] });
  }

  async function answer(request: IncomingMessage, body: Buffer): Promise<{ status: number; body: string }> {
    const [service, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (service === 'AmazonSQS') {
      if (operation !== 'SendMessageBatch') throw new Error(`No function of the house asks SQS for ${operation}`);
      return { status: 200, body: send(body.toString()) };
    }
    const done = await engine.handle({ method: request.method, url: request.url, headers: request.headers, body });
    for (const cost of meter.costs(operation, body.toString(), done)) tally = plus(tally, cost);
    return done;
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const { status, body } = await answer(request, Buffer.concat(chunks)).catch((error) => ({ status: 500, body: String(error) }));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': crc32(body) });
      response.end(body);
    });
  });
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  for (const table of tables) await engine.ask('CreateTable', tableOf(table));

  return {
    url: `http://127.0.0.1:${port}`,
    stored,
    queues,
    /** What was asked since the last time this was asked. */
    counted(): Tally {
      const counted = tally;
      tally = NOTHING;
      return counted;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function tableOf(TableName: string): object {
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'day', 'dayKey'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [{ IndexName: 'by-day', KeySchema: keys('day', 'dayKey'), Projection: { ProjectionType: 'KEYS_ONLY' } }],
  };
}
