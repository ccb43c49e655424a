import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { onlyThrough } from './customer-key.ts';
import { ServiceFunction } from './function.ts';
import { WatchedQueue } from './queue.ts';
import { entryOf, newEvents, receive, type Service } from './service.ts';
import type { Settings } from './settings.ts';

/** Records on weapons are kept for 20 years or longer (I-35): their days, with those of leap years. */
const KEPT_DAYS = 7305;
/** Deployments that only try things out, by name: what nobody named so is kept. */
const TRIED = ['dev', 'test', 'local'];
/** Entries that one checkpoint covers at most, while they come faster than the seconds of the setting. */
const BATCH = 256;

/**
 * The function that appends custody's events to a Merkle log, off the write path, and signs its checkpoints; the key that it alone may sign with,
 * and the bucket where what it signed is locked. Its own queue has what the stream gave up.
 */
export class Sequencer extends Construct {
  readonly function: ServiceFunction;
  readonly unsequenced: WatchedQueue;
  readonly bucket: Bucket;

  constructor(service: Service, id: string, settings: Pick<Settings, 'stage' | 'checkpointSeconds'>) {
    super(service, id);
    const { stage, checkpointSeconds } = settings;
    const signingKey = new Key(this, 'SigningKey', {
      description: 'Signs the checkpoints of the log of custody',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.bucket = this.#bucket(stage);
    // A message stays invisible for six times as long as its reader may take.
    const timeout = Duration.minutes(2);
    this.unsequenced = new WatchedQueue(this, 'Unsequenced', { key: service.key, visibilityTimeout: Duration.minutes(12), receives: 10 });
    this.function = new ServiceFunction(this, 'Function', {
      code: join(service.bundles, entryOf(service.name, 'sequencer').replace(/\.ts$/, '')),
      key: service.key,
      timeout,
      memorySize: 1024,
      environment: {
        ...service.environment,
        SIGNING_KEY: signingKey.keyId,
        CHECKPOINT_BUCKET: this.bucket.bucketName,
        LOG_ORIGIN: `amana/custody/${stage}`,
      },
    });
    this.#grant(service, signingKey);
    this.#connect(service, checkpointSeconds);
  }

  /** Versioned, locked by default: but where things are only tried, nobody, not even the account's owner, removes an object for twenty years. */
  #bucket(stage: string): Bucket {
    const bucket = new Bucket(this, 'Checkpoints', {
      objectLockEnabled: true,
      objectLockDefaultRetention: TRIED.includes(stage)
        ? ObjectLockRetention.governance(Duration.days(1))
        : ObjectLockRetention.compliance(Duration.days(KEPT_DAYS)),
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'What lies here is made to be copied by anybody who may read it, and only the sequencer may add to it: there is no access to watch.',
    });
    return bucket;
  }

  #grant(service: Service, signingKey: Key): void {
    const { function: sequencer, unsequenced, bucket } = this;
    service.logged();
    service.appends(sequencer);
    service.walks(sequencer);
    service.readsStream(sequencer);
    sequencer.may(['kms:GetPublicKey', 'kms:Sign'], [signingKey.keyArn]);
    sequencer.may(['s3:PutObject'], [`${bucket.bucketArn}/*`]);
    // What it signed before, where the table's writers cannot reach: it signs nothing that does not continue that.
    sequencer.may(['s3:GetObject'], [`${bucket.bucketArn}/checkpoints/*`]);
    sequencer.may(['s3:ListBucket'], [bucket.bucketArn], { StringEquals: { 's3:prefix': 'checkpoints/' } });
    sequencer.may([...receive, 'sqs:SendMessage'], [unsequenced.queue.queueArn]);
    sequencer.may(['kms:Decrypt', 'kms:GenerateDataKey'], [service.key.keyArn], onlyThrough('sqs'));
    const logicalId = Stack.of(this).getLogicalId(bucket.node.defaultChild as CfnBucket);
    for (const keys of ['*', 'checkpoints/*'])
      Validations.of(sequencer.role.node.findChild('DefaultPolicy')).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${keys}]`,
        reason: 'Objects are put and read under keys that are not known before: each is named after the size of the log.',
      });
  }

  #connect(service: Service, checkpointSeconds: number): void {
    const functionName = this.function.lambda.functionName;
    new CfnEventSourceMapping(this, 'StreamMapping', {
      functionName,
      eventSourceArn: service.table.tableStreamArn as string,
      startingPosition: 'TRIM_HORIZON',
      filterCriteria: newEvents,
      batchSize: BATCH,
      maximumBatchingWindowInSeconds: checkpointSeconds,
      // No single event can be at fault: a batch is repeated as a whole.
      bisectBatchOnFunctionError: false,
      maximumRetryAttempts: 5,
      maximumRecordAgeInSeconds: Duration.hours(6).toSeconds(),
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: this.unsequenced.queue.queueArn } },
    });
    new CfnEventSourceMapping(this, 'UnsequencedMapping', {
      functionName,
      eventSourceArn: this.unsequenced.queue.queueArn,
      batchSize: 1,
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    new Rule(this, 'EveryDay', {
      description: 'A checkpoint with the list of all heads',
      schedule: Schedule.cron({ minute: '10', hour: '0' }),
      targets: [new LambdaFunction(this.function.lambda)],
    });
  }
}
