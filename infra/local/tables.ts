import { createHash } from 'node:crypto';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DataFolder } from './data-folder.ts';
import { dynamodbClient, ensureTable, startDynamodb } from './dynamodb.ts';
import type { Pattern } from './event-pattern.ts';
import type { Stack } from './identities.ts';
import { localShard } from './local-shard.ts';
import { openStreamReader } from './stream-log.ts';
import type { Shard } from './stream-mapping.ts';
import { streamsApiShard } from './streams-api-shard.ts';

/** Who reads a table's stream, and which of its records. */
export type Reader = { consumer: string; streamArn: string; patterns: Pattern[]; fromStart: boolean };

export type Tables = {
  url: string;
  /** Credentials that reach a table: on an engine of the user's own each table has its own database. */
  accessKeyOf(tableName: string): string;
  shards: Map<string, Shard>;
  /** How long nothing may stir before the streams count as drained. */
  settleMs: number;
  stop(): Promise<void>;
};

type Setting = { stack: Stack; data: DataFolder; endpoint: string | undefined; readers: Reader[]; onFailure: (reason: string) => void };

/** Makes the template's tables, on the stack's own dynalite or on the DynamoDB at `endpoint`, and opens their streams for `readers`. */
export async function startTables({ stack, data, endpoint, readers, onFailure }: Setting): Promise<Tables> {
  const log = openStreamReader(data.path('streams.db'));
  const shards = new Map<string, Shard>();
  const tables = stack.of('AWS::DynamoDB::Table').map(({ logicalId, properties }) => ({
    name: stack.ref(logicalId),
    properties,
    readers: readers.filter(({ streamArn }) => streamArn === stack.attribute(logicalId, 'StreamArn')),
  }));

  if (endpoint) {
    for (const { name, properties, readers: own } of tables) {
      const { LatestStreamArn } = await ensureTable(dynamodbClient(endpoint, accessKey(name)), name, properties, true);
      const client = new DynamoDBStreamsClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: accessKey(name), secretAccessKey: 'local' },
      });
      for (const { consumer, fromStart } of own) {
        shards.set(consumer, streamsApiShard({ client, streamArn: String(LatestStreamArn), log, consumer, fromStart }));
      }
    }
    return { url: endpoint, accessKeyOf: accessKey, shards, settleMs: 1500, stop: async () => log.close() };
  }

  const engine = await startDynamodb(data.path('dynamodb'), data.path('streams.db'), onFailure);
  const client = dynamodbClient(engine.url, 'local');
  const streamed = [];
  for (const { name, properties, readers: own } of tables) {
    await ensureTable(client, name, properties, false);
    if (own.length === 0) continue;
    streamed.push({
      name,
      keys: (properties.KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName),
      view: (properties.StreamSpecification as { StreamViewType: string }).StreamViewType,
      // A reader without a filter wants everything, whatever the others say.
      patterns: own.some(({ patterns }) => patterns.length === 0) ? [] : own.flatMap(({ patterns }) => patterns),
    });
    const opened = own.map(({ consumer, fromStart }) => localShard(log, name, consumer, fromStart));
    for (const [at, shard] of opened.entries()) shards.set(String(own[at]?.consumer), shard);
    engine.onRecords((table) => {
      if (table === name) for (const shard of opened) shard.wake();
    });
  }
  client.destroy();
  await engine.stream(streamed);
  return {
    url: engine.url,
    accessKeyOf: () => 'local',
    shards,
    settleMs: 250,
    stop: async () => {
      log.close();
      await engine.stop();
    },
  };
}

/** DynamoDB Local keeps a database per access key, and wants letters and digits in it. */
const accessKey = (tableName: string) => `AK${createHash('sha256').update(tableName).digest('hex').slice(0, 18).toUpperCase()}`;
