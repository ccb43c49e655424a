import { Worker } from 'node:worker_threads';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { StreamedTable } from './stream-tap.ts';

export type LocalDynamodb = {
  url: string;
  /** From here on the tables have streams; answers how many writes of a crashed run were read back. */
  stream(tables: StreamedTable[]): Promise<number>;
  onRecords(listener: (table: string) => void): void;
  stop(): Promise<void>;
};

/** Starts dynalite with its stream tap on a thread of its own, data under `folder`. */
export async function startDynamodb(folder: string, logFile: string, onFailure: (reason: string) => void): Promise<LocalDynamodb> {
  const worker = new Worker(new URL('./dynamodb-worker.ts', import.meta.url), { workerData: { folder, logFile, port: 0 }, execArgv: [] });
  const listeners: ((table: string) => void)[] = [];
  const answers = new Map<string, (value: unknown) => void>();
  const answered = <T>(name: string) => new Promise<T>((settle) => answers.set(name, settle as (value: unknown) => void));
  worker.on('message', (message: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(message)) {
      if (name === 'records') for (const listener of listeners) listener(String(value));
      else if (name === 'failed') onFailure(String(value));
      else answers.get(name)?.(value);
    }
  });
  const broken = new Promise<never>((_, reject) => worker.on('error', reject));
  broken.catch((error) => onFailure(String(error.stack ?? error)));
  const port = await Promise.race([answered<number>('port'), broken]);

  return {
    url: `http://127.0.0.1:${port}`,
    stream: (tables) => {
      worker.postMessage({ streams: tables });
      return Promise.race([answered<number>('recovered'), broken]);
    },
    onRecords: (listener) => void listeners.push(listener),
    stop: async () => {
      worker.postMessage({ stop: true });
      await Promise.race([answered('stopped'), broken.catch(() => undefined)]);
      await worker.terminate();
    },
  };
}

export const dynamodbClient = (endpoint: string, accessKeyId: string) =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'local' } });

/** Makes the table a template's resource describes, unless it is there already. `streamed` asks the engine itself for a stream. */
export async function ensureTable(
  client: DynamoDBClient,
  name: string,
  properties: Record<string, unknown>,
  streamed: boolean,
): Promise<TableDescription> {
  const describe = async () => (await client.send(new DescribeTableCommand({ TableName: name }))).Table as TableDescription;
  try {
    return await describe();
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
  }
  const { StreamViewType } = (properties.StreamSpecification ?? {}) as { StreamViewType?: string };
  await client.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
      LocalSecondaryIndexes: indexes(properties.LocalSecondaryIndexes),
      StreamSpecification: streamed && StreamViewType ? { StreamEnabled: true, StreamViewType } : undefined,
    } as CreateTableCommandInput),
  );
  for (;;) {
    const table = await describe();
    if (table.TableStatus === 'ACTIVE') return table;
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

const indexes = (given: unknown) =>
  (given as Record<string, unknown>[] | undefined)?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
