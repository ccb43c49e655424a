import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type CfnTable,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { customerKey, locking, onlyThrough } from './customer-key.ts';
import { ServiceFunction } from './function.ts';
import { WatchedQueue } from './queue.ts';

export type FunctionName = 'api' | 'inbox' | 'outbox';

/** The entry file of a service's function, from the root of the project. */
export function entryOf(service: string, name: FunctionName | 'sequencer'): string {
  return `services/${service}/${name}.ts`;
}

/** Of a table's stream, the events: what functions keep in the same table beside them would otherwise feed them. */
export const newEvents = {
  filters: [{ pattern: JSON.stringify({ eventName: ['INSERT'], dynamodb: { NewImage: { type: { S: [{ exists: true }] } } } }) }],
};

/** Events by recorded day, for `re-announce` and `rebuild`: only events carry the two attributes, so the index is sparse. */
export const byDay = { indexName: 'by-day', partitionKey: 'day', sortKey: 'dayKey' };

/** The kinds of streams. Rows that are no events stand under other keys. */
export const KINDS = [
  ...['ADMISSION', 'AMNESTY', 'AUTHORITY', 'BED', 'BLOCK', 'BOOK', 'CASE', 'CHECKPOINT-REQUEST', 'CLAIM', 'COMMITTEE', 'CONTAINER'],
  ...['DEPOSITOR', 'DISCREPANCY', 'HANDOVER', 'KEY', 'LOT', 'MANIFEST', 'OFFICER-KEY', 'OPERATION', 'PAIR', 'PART', 'PERSON', 'POLICY'],
  ...['QUARANTINE', 'RECOGNITION', 'SCANS', 'SCHEDULE', 'SEAL', 'SITE', 'SITE-STORE', 'SLICE', 'STOCK-CHECK', 'UPLOAD', 'WEAPON'],
];
/** Where the sequencer alone writes. */
const LOG_PARTITIONS = ['LOG', 'LOG-TILES', 'CHECKPOINTS', 'LISTS', 'LOG-KEYS'];

const readAndAppend = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'];
export const receive = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];

const timeouts = { api: Duration.seconds(29), inbox: Duration.seconds(5), outbox: Duration.seconds(60) };
// A loaded function holds 70 MB; what counts is the share of a core that comes with the memory (1,769 MB are one).
export const memory = { api: 1024, inbox: 1024, outbox: 512 };

/**
 * A service of the house: its key, its table, the inbox where the others speak to it, and three functions.
 * Nobody holds `UpdateItem` or `DeleteItem`, and no batch reaches a stream's key: no function deletes an event, and its attribute `personal`
 * can be removed by the eraser alone, the only function that will be given the right. A single put can overwrite; that it never does is the
 * condition in our code, and the log's to prove.
 */
export class Service extends Construct {
  readonly key: Key;
  readonly table: Table;
  readonly inbox: WatchedQueue;
  /** What the stream could not announce: shard positions, no names. The outbox function announces again from the events. */
  readonly unannounced: WatchedQueue;
  readonly functions: Record<FunctionName, ServiceFunction>;
  readonly name: string;
  readonly bundles: string;
  /** What every function of the service is told. */
  readonly environment: Record<string, string>;

  constructor(scope: Construct, id: string, props: { name: string; stage: string; bundles: string }) {
    super(scope, id);
    this.name = props.name;
    this.bundles = props.bundles;
    this.key = customerKey(this, 'Key', `Everything that Amana's ${props.name} service keeps`);
    this.table = this.#table();
    this.inbox = new WatchedQueue(this, 'Inbox', { key: this.key, visibilityTimeout: Duration.seconds(30), receives: 10 });
    this.unannounced = new WatchedQueue(this, 'Unannounced', { key: this.key, visibilityTimeout: Duration.minutes(6), receives: 10 });
    this.environment = { AMANA_SERVICE: props.name, AMANA_STAGE: props.stage, AMANA_TABLE: this.table.tableName };
    const make = (id: string, name: FunctionName): ServiceFunction =>
      new ServiceFunction(this, id, {
        code: join(props.bundles, entryOf(props.name, name).replace(/\.ts$/, '')),
        key: this.key,
        timeout: timeouts[name],
        memorySize: memory[name],
        environment: this.environment,
      });
    this.functions = { api: make('Api', 'api'), inbox: make('InboxFunction', 'inbox'), outbox: make('Outbox', 'outbox') };
    this.#grant();
    this.#connect();
  }

  #table(): Table {
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    table.addGlobalSecondaryIndex({
      indexName: byDay.indexName,
      partitionKey: text(byDay.partitionKey),
      sortKey: text(byDay.sortKey),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    return table;
  }

  #grant(): void {
    const { api, inbox, outbox } = this.functions;
    for (const each of [api, inbox, outbox]) this.appends(each);
    for (const each of [api, outbox]) this.walks(each);
    this.#writesRows(outbox);
    inbox.may(receive, [this.inbox.queue.queueArn]);
    inbox.may(['kms:Decrypt'], [this.key.keyArn], onlyThrough('sqs'));
    this.readsStream(outbox);
    outbox.may([...receive, 'sqs:SendMessage'], [this.unannounced.queue.queueArn]);
    outbox.may(['kms:Decrypt', 'kms:GenerateDataKey'], [this.key.keyArn], onlyThrough('sqs'));
  }

  /** Lets a function read the table and append to it. */
  appends(each: ServiceFunction): void {
    each.may(locking, [this.key.keyArn], onlyThrough('dynamodb'));
    each.may(['kms:Decrypt'], [this.key.keyArn], onlyThrough('lambda'));
    each.may(readAndAppend, [this.table.tableArn]);
  }

  /** Lets a function walk the events by day. */
  walks(each: ServiceFunction): void {
    each.may(['dynamodb:Query'], [`${this.table.tableArn}/index/${byDay.indexName}`]);
  }

  /** Lets a function be fed from the table's stream. */
  readsStream(reader: ServiceFunction): void {
    const stream = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
    reader.may(stream, [this.table.tableStreamArn as string]);
    reader.may(['dynamodb:ListStreams'], [`${this.table.tableArn}/stream/*`]);
    const logicalId = Stack.of(this).getLogicalId(this.table.node.defaultChild as CfnTable);
    Validations.of(reader.role.node.findChild('DefaultPolicy')).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/stream/*]`,
      reason: "Listing a table's streams is granted on all streams of that table; Lambda asks for it to make the mapping.",
    });
  }

  #connect(): void {
    const { inbox, outbox } = this.functions;
    new CfnEventSourceMapping(this, 'InboxMapping', {
      functionName: inbox.lambda.functionName,
      eventSourceArn: this.inbox.queue.queueArn,
      batchSize: 10,
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    new CfnEventSourceMapping(this, 'OutboxMapping', {
      functionName: outbox.lambda.functionName,
      eventSourceArn: this.table.tableStreamArn as string,
      startingPosition: 'TRIM_HORIZON',
      filterCriteria: newEvents,
      batchSize: 100,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 5,
      maximumRecordAgeInSeconds: Duration.hours(6).toSeconds(),
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: this.unannounced.queue.queueArn } },
    });
    new CfnEventSourceMapping(this, 'UnannouncedMapping', {
      functionName: outbox.lambda.functionName,
      eventSourceArn: this.unannounced.queue.queueArn,
      batchSize: 1,
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
  }

  /** Lets the api function write rows of a search index before its event: of two calls at the same time one sees the other. */
  searches(): void {
    this.#writesRows(this.functions.api);
  }

  /** Lets a function write and remove rows in batches: never an event. */
  #writesRows(each: ServiceFunction): void {
    const table = this.table.tableArn;
    each.may(['dynamodb:BatchWriteItem'], [table]);
    each.mayNot(['dynamodb:BatchWriteItem'], [table], {
      'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': KINDS.map((kind) => `${kind}#*`) },
    });
  }

  /** Keeps the log of this service's events from everybody but the sequencer. */
  logged(): void {
    for (const each of Object.values(this.functions))
      each.mayNot(['dynamodb:PutItem', 'dynamodb:BatchWriteItem'], [this.table.tableArn], {
        'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': LOG_PARTITIONS },
      });
  }

  /** Lets the outbox speak to these services, and to no other. */
  tells(listeners: Service[]): void {
    const { outbox } = this.functions;
    outbox.may(
      ['sqs:SendMessage'],
      listeners.map((listener) => listener.inbox.queue.queueArn),
    );
    outbox.may(
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      listeners.map((listener) => listener.key.keyArn),
      onlyThrough('sqs'),
    );
    for (const listener of listeners) {
      outbox.lambda.addEnvironment(`QUEUE_${listener.name.toUpperCase()}`, listener.inbox.queue.queueUrl);
    }
  }

  /** Hands these functions the key of the identity digests. */
  compares(identityKey: ISecret, names: FunctionName[]): void {
    // A dynamic reference: CloudFormation puts the value into the function, the template never holds it.
    for (const name of names) this.functions[name].lambda.addEnvironment('IDENTITY_KEY', identityKey.secretValue.unsafeUnwrap());
  }

  /** Every queue by the words of its output. */
  get queues(): Record<string, Queue> {
    return {
      Inbox: this.inbox.queue,
      InboxDeadLetters: this.inbox.deadLetters,
      Unannounced: this.unannounced.queue,
      UnannouncedDeadLetters: this.unannounced.deadLetters,
    };
  }
}
