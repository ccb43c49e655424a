import { first, type Regression } from '../planting.ts';

const table = 'AWS::DynamoDB::Table';
const queue = 'AWS::SQS::Queue';
const bucket = 'AWS::S3::Bucket';

export const storageRegressions: Regression[] = [
  { title: 'a table without recovery', rule: 'tables', plant: (t) => delete first(t, table).PointInTimeRecoverySpecification },
  {
    title: 'a table that may be deleted',
    rule: 'tables',
    plant: (t) => Object.assign(first(t, table), { DeletionProtectionEnabled: false }),
  },
  {
    title: 'a table that goes with the stack',
    rule: 'tables',
    plant: (t) => {
      for (const resource of Object.values(t.Resources)) if (resource.Type === table) resource.DeletionPolicy = 'Delete';
    },
  },
  { title: 'a table under an AWS key', rule: 'tables', plant: (t) => delete first(t, table).SSESpecification.KMSMasterKeyId },
  { title: 'a table with capacity to pay', rule: 'tables', plant: (t) => Object.assign(first(t, table), { BillingMode: 'PROVISIONED' }) },
  {
    title: 'a stream of keys only',
    rule: 'tables',
    plant: (t) => Object.assign(first(t, table).StreamSpecification, { StreamViewType: 'KEYS_ONLY' }),
  },
  {
    title: 'an index with all attributes',
    rule: 'tables',
    plant: (t) => Object.assign(first(t, table).GlobalSecondaryIndexes[0].Projection, { ProjectionType: 'ALL' }),
  },
  {
    title: 'a table that forgets',
    rule: 'tables',
    plant: (t) => Object.assign(first(t, table), { TimeToLiveSpecification: { Enabled: true, AttributeName: 'x' } }),
  },
  { title: 'a queue without a key', rule: 'queues', plant: (t) => delete first(t, queue, 'Inbox').KmsMasterKeyId },
  {
    title: "a queue under another service's key",
    rule: 'queues',
    plant: (t) => Object.assign(first(t, queue, 'CustodyInbox'), { KmsMasterKeyId: { 'Fn::GetAtt': ['HandoverKey1', 'Arn'] } }),
  },
  {
    title: 'a queue without TLS',
    rule: 'queues',
    plant: (t) => Object.assign(first(t, 'AWS::SQS::QueuePolicy').PolicyDocument, { Statement: [] }),
  },
  {
    title: 'a queue open to an account',
    rule: 'queues',
    plant: (t) =>
      first(t, 'AWS::SQS::QueuePolicy').PolicyDocument.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'sqs:SendMessage',
      }),
  },
  { title: 'an inbox without dead letters', rule: 'queues', plant: (t) => delete first(t, queue, 'InboxQueue').RedrivePolicy },
  {
    title: 'three receives',
    rule: 'queues',
    plant: (t) => Object.assign(first(t, queue, 'InboxQueue').RedrivePolicy, { maxReceiveCount: 3 }),
  },
  {
    title: "dead letters among another queue's",
    rule: 'queues',
    plant: (t) =>
      Object.assign(first(t, queue, 'CustodyInboxQueue').RedrivePolicy, { ...first(t, queue, 'HandoverInboxQueue').RedrivePolicy }),
  },
  { title: 'checkpoints that may be removed', rule: 'buckets', plant: (t) => delete first(t, bucket).ObjectLockConfiguration },
  { title: 'checkpoints that may be overwritten', rule: 'buckets', plant: (t) => delete first(t, bucket).VersioningConfiguration },
  { title: 'checkpoints in public', rule: 'buckets', plant: (t) => delete first(t, bucket).PublicAccessBlockConfiguration },
  {
    title: 'checkpoints without TLS',
    rule: 'buckets',
    plant: (t) => Object.assign(first(t, 'AWS::S3::BucketPolicy').PolicyDocument, { Statement: [] }),
  },
  { title: 'a key that does not turn', rule: 'keys', plant: (t) => Object.assign(first(t, 'AWS::KMS::Key'), { EnableKeyRotation: false }) },
  {
    title: 'a key open to another account',
    rule: 'keys',
    plant: (t) =>
      first(t, 'AWS::KMS::Key').KeyPolicy.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: '123456789012' },
        Action: 'kms:Decrypt',
        Resource: '*',
      }),
  },
  { title: 'a log group for ever', rule: 'logs', plant: (t) => delete first(t, 'AWS::Logs::LogGroup').RetentionInDays },
  { title: 'a log group in the open', rule: 'logs', plant: (t) => delete first(t, 'AWS::Logs::LogGroup').KmsKeyId },
];
