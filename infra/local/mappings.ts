import { readPatterns } from './event-pattern.ts';
import type { LocalFunction } from './functions.ts';
import type { Stack } from './identities.ts';
import { mapQueue } from './queue-mapping.ts';
import { held, type LocalSqs } from './queues.ts';
import { mapStream } from './stream-mapping.ts';
import type { Reader, Tables } from './tables.ts';

type Mapping = { logicalId: string; properties: Record<string, unknown>; source: string };
export type Mappings = { quiet(): boolean; stop(): Promise<void> };

const common = [
  'EventSourceArn',
  'FunctionName',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'FunctionResponseTypes',
  'Enabled',
  'Tags',
];
const understood = {
  sqs: [...common, 'ScalingConfig'],
  dynamodb: [
    ...common,
    'FilterCriteria',
    'BisectBatchOnFunctionError',
    'MaximumRetryAttempts',
    'MaximumRecordAgeInSeconds',
    'DestinationConfig',
    'ParallelizationFactor',
    'StartingPosition',
  ],
};

function mappingsOf(stack: Stack, service: 'sqs' | 'dynamodb'): Mapping[] {
  return stack
    .of('AWS::Lambda::EventSourceMapping')
    .map(({ logicalId, properties }) => ({ logicalId, properties, source: String(properties.EventSourceArn) }))
    .filter(({ logicalId, properties, source }) => {
      const kind = source.split(':')[2];
      if (kind !== 'sqs' && kind !== 'dynamodb')
        throw new Error(`${logicalId} maps ${source}; this stack maps queues and table streams only`);
      const unknown = Object.keys(properties).find((name) => !understood[kind].includes(name));
      if (unknown) throw new Error(`${logicalId} sets ${unknown}, which the local event source mapping does not do`);
      return kind === service && properties.Enabled !== false;
    });
}

/** The readers the template puts on its tables' streams. */
export const streamReaders = (stack: Stack): Reader[] =>
  mappingsOf(stack, 'dynamodb').map(({ logicalId, properties, source }) => ({
    consumer: logicalId,
    streamArn: source,
    patterns: readPatterns(properties.FilterCriteria),
    fromStart: properties.StartingPosition === 'TRIM_HORIZON',
  }));

type Setting = {
  stack: Stack;
  sqs: LocalSqs;
  tables: Tables;
  functions: LocalFunction[];
  concurrency: number;
  log: (line: string) => void;
};

/** Starts every event source mapping of the template. */
export function startMappings({ stack, sqs, tables, functions, concurrency, log }: Setting): Mappings {
  const trouble = (logicalId: string) => (error: unknown) => log(`${logicalId}: ${String((error as Error)?.stack ?? error)}`);
  const consumer = ({ logicalId, properties }: Mapping) => {
    const named = String(properties.FunctionName);
    const found = functions.find(({ name, arn }) => name === named || arn === named);
    if (!found) throw new Error(`${logicalId} feeds ${named}, which is not a function of the template`);
    return found;
  };
  const seconds = (value: unknown, otherwise: number) => (value === undefined || value === -1 ? otherwise : Number(value) * 1000);
  const reportsFailures = ({ properties }: Mapping) =>
    ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures');

  const queues = mappingsOf(stack, 'sqs').map((mapping) => {
    const { properties, source } = mapping;
    const queue = sqs.named(source.split(':').at(-1) ?? '');
    const { MaximumConcurrency } = (properties.ScalingConfig ?? {}) as { MaximumConcurrency?: number };
    const stop = mapQueue(sqs, queue, consumer(mapping), {
      batchSize: Number(properties.BatchSize ?? 10),
      windowMs: seconds(properties.MaximumBatchingWindowInSeconds, 0),
      reportsFailures: reportsFailures(mapping),
      pollers: Math.min(MaximumConcurrency ?? concurrency, concurrency),
      onError: trouble(mapping.logicalId),
    });
    return { queue, stop };
  });

  const streams = mappingsOf(stack, 'dynamodb').map((mapping) => {
    const { logicalId, properties, source } = mapping;
    const shard = tables.shards.get(logicalId);
    if (!shard) throw new Error(`${logicalId} reads ${source}, which is not the stream of a table of the template`);
    const destination = (properties.DestinationConfig as { OnFailure?: { Destination: string } } | undefined)?.OnFailure?.Destination;
    return mapStream(shard, consumer(mapping), {
      streamArn: source,
      batchSize: Number(properties.BatchSize ?? 100),
      windowMs: seconds(properties.MaximumBatchingWindowInSeconds, 0),
      patterns: readPatterns(properties.FilterCriteria),
      bisects: properties.BisectBatchOnFunctionError === true,
      maximumRetries: Number(properties.MaximumRetryAttempts ?? -1),
      maximumAgeMs: seconds(properties.MaximumRecordAgeInSeconds, -1),
      reportsFailures: reportsFailures(mapping),
      onError: trouble(logicalId),
      onFailure: destination ? (message) => sqs.send(destination.split(':').at(-1) ?? '', message) : undefined,
    });
  });

  return {
    quiet: () => streams.every((stream) => stream.idle()) && queues.every(({ queue }) => held(queue) === 0),
    stop: async () => {
      await Promise.all([...queues, ...streams].map(({ stop }) => stop()));
    },
  };
}
