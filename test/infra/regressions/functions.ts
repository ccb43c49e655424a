import { first, type Regression } from '../planting.ts';

const queue = 'AWS::SQS::Queue';
const fn = 'AWS::Lambda::Function';
const mapping = 'AWS::Lambda::EventSourceMapping';

export const functionsRegressions: Regression[] = [
  { title: 'an older Node', rule: 'functions', plant: (t) => Object.assign(first(t, fn), { Runtime: 'nodejs22.x' }) },
  { title: 'an inbox with time to spare', rule: 'functions', plant: (t) => Object.assign(first(t, fn, 'InboxFunction'), { Timeout: 30 }) },
  { title: 'an environment in the open', rule: 'functions', plant: (t) => delete first(t, fn).KmsKeyArn },
  {
    title: 'the identity key in the template',
    rule: 'functions',
    plant: (t) => Object.assign(first(t, fn, 'HandoverApi').Environment.Variables, { IDENTITY_KEY: 'secret' }),
  },
  {
    title: 'the identity key for custody',
    rule: 'functions',
    plant: (t) => Object.assign(first(t, fn, 'CustodyApi').Environment.Variables, first(t, fn, 'HandoverApi').Environment.Variables),
  },
  {
    title: "another service's table",
    rule: 'functions',
    plant: (t) => Object.assign(first(t, fn, 'CustodyApi').Environment.Variables, { AMANA_TABLE: { Ref: 'RegistrationTable1' } }),
  },
  {
    title: 'custody speaking to registration',
    rule: 'functions',
    plant: (t) =>
      Object.assign(first(t, fn, 'CustodyOutbox').Environment.Variables, { QUEUE_REGISTRATION: { Ref: 'RegistrationInboxQueue1' } }),
  },
  { title: 'a stream without a filter', rule: 'mappings', plant: (t) => delete first(t, mapping, 'OutboxMapping').FilterCriteria },
  {
    title: 'a stream of changes too',
    rule: 'mappings',
    plant: (t) =>
      Object.assign(first(t, mapping, 'OutboxMapping').FilterCriteria, { Filters: [{ Pattern: '{"eventName":["INSERT","MODIFY"]}' }] }),
  },
  {
    title: 'a batch that fails as a whole',
    rule: 'mappings',
    plant: (t) => delete first(t, mapping, 'InboxMapping').FunctionResponseTypes,
  },
  {
    title: 'a batch that is not bisected',
    rule: 'mappings',
    plant: (t) => delete first(t, mapping, 'OutboxMapping').BisectBatchOnFunctionError,
  },
  { title: 'retries without end', rule: 'mappings', plant: (t) => delete first(t, mapping, 'OutboxMapping').MaximumRetryAttempts },
  { title: 'failures that go nowhere', rule: 'mappings', plant: (t) => delete first(t, mapping, 'OutboxMapping').DestinationConfig },
  {
    title: 'an outbox that starts with the latest',
    rule: 'mappings',
    plant: (t) => Object.assign(first(t, mapping, 'OutboxMapping'), { StartingPosition: 'LATEST' }),
  },
  {
    title: 'an inbox that is switched off',
    rule: 'mappings',
    plant: (t) => Object.assign(first(t, mapping, 'InboxMapping'), { Enabled: false }),
  },
  {
    title: 'a message seen again while it is read',
    rule: 'mappings',
    plant: (t) => Object.assign(first(t, queue, 'UnannouncedQueue'), { VisibilityTimeout: 60 }),
  },
  {
    title: 'a checkpoint an hour',
    rule: 'mappings',
    plant: (t) => Object.assign(first(t, mapping, 'SequencerStream'), { MaximumBatchingWindowInSeconds: 300 }),
  },
  { title: 'entries that are lost', rule: 'mappings', plant: (t) => delete first(t, mapping, 'SequencerStream').DestinationConfig },
  {
    title: "an inbox reading another service's queue",
    rule: 'mappings',
    plant: (t) =>
      Object.assign(first(t, mapping, 'CustodyInboxMapping'), { EventSourceArn: first(t, mapping, 'HandoverInboxMapping').EventSourceArn }),
  },
];
