import { ofType, type Properties, type Template } from './template.ts';

/** A change for the worse, and the rule that must find it. */
type Regression = { title: string; rule: string; plant(template: Template): void };

const first = (template: Template, type: string, name = ''): Properties => {
  const found = ofType(template, type).find(([id]) => id.includes(name));
  if (!found) throw new Error(`nothing to spoil: ${type} ${name}`);
  return found[1];
};
const statements = (template: Template, name: string): Properties[] =>
  ofType(template, 'AWS::IAM::Policy').find(([id]) => id.startsWith(name))?.[1].PolicyDocument.Statement;
const add = (template: Template, id: string, Type: string, Properties: Properties = {}) => {
  template.Resources[id] = { Type, Properties };
};

const table = 'AWS::DynamoDB::Table';
const queue = 'AWS::SQS::Queue';
const fn = 'AWS::Lambda::Function';
const mapping = 'AWS::Lambda::EventSourceMapping';
const route = 'AWS::ApiGatewayV2::Route';

export const regressions: Regression[] = [
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
    title: "an inbox reading another service's queue",
    rule: 'mappings',
    plant: (t) =>
      Object.assign(first(t, mapping, 'CustodyInboxMapping'), { EventSourceArn: first(t, mapping, 'HandoverInboxMapping').EventSourceArn }),
  },
  { title: 'a Scan', rule: 'permissions', plant: (t) => statements(t, 'RegistrationApi')[0].Action.push('dynamodb:Scan') },
  {
    title: 'an UpdateItem',
    rule: 'permissions',
    plant: (t) => Object.assign(statements(t, 'CustodyOutbox')[0], { Action: ['dynamodb:UpdateItem'] }),
  },
  {
    title: 'all actions of a service',
    rule: 'permissions',
    plant: (t) => Object.assign(statements(t, 'CustodyApi')[0], { Action: 'dynamodb:*' }),
  },
  { title: 'all resources', rule: 'permissions', plant: (t) => Object.assign(statements(t, 'CustodyApi')[0], { Resource: '*' }) },
  {
    title: 'the table of another service',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'CustodyApi').push({
        Effect: 'Allow',
        Action: 'dynamodb:GetItem',
        Resource: { 'Fn::GetAtt': ['RegistrationTable1108819B', 'Arn'] },
      }),
  },
  {
    title: 'an api function that sends',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'HandoverApi').push({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['HandoverInboxQueue1', 'Arn'] },
      }),
  },
  {
    title: 'custody sending to registration',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'CustodyOutbox').push({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['RegistrationInboxQueue1', 'Arn'] },
      }),
  },
  {
    title: "another service's inbox being read",
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'HandoverOutbox').push({
        Effect: 'Allow',
        Action: 'sqs:ReceiveMessage',
        Resource: { 'Fn::GetAtt': ['CustodyInboxQueue1', 'Arn'] },
      }),
  },
  {
    title: 'a managed policy',
    rule: 'permissions',
    plant: (t) => Object.assign(first(t, 'AWS::IAM::Role'), { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
  },
  {
    title: 'a role for two functions',
    rule: 'permissions',
    plant: (t) => Object.assign(first(t, fn, 'CustodyApi'), { Role: first(t, fn, 'CustodyOutbox').Role }),
  },
  {
    title: 'a role for another account',
    rule: 'permissions',
    plant: (t) => Object.assign(first(t, 'AWS::IAM::Role').AssumeRolePolicyDocument.Statement[0], { Principal: { AWS: '123456789012' } }),
  },
  {
    title: 'a key used directly',
    rule: 'permissions',
    plant: (t) => {
      for (const each of statements(t, 'CustodyApi')) delete each.Condition;
    },
  },
  { title: 'a route without a token', rule: 'routes', plant: (t) => Object.assign(first(t, route), { AuthorizationType: 'NONE' }) },
  { title: 'a route without a scope', rule: 'routes', plant: (t) => delete first(t, route).AuthorizationScopes },
  { title: 'a route with two scopes', rule: 'routes', plant: (t) => first(t, route).AuthorizationScopes.push('amana/admin') },
  { title: 'a default route', rule: 'routes', plant: (t) => Object.assign(first(t, route), { RouteKey: '$default' }) },
  {
    title: 'a route for the past',
    rule: 'routes',
    plant: (t) => Object.assign(first(t, route), { AuthorizationScopes: ['amana/backfill'] }),
  },
  {
    title: 'an authorizer for any audience',
    rule: 'routes',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration, { Audience: [] }),
  },
  {
    title: 'a permission a route',
    rule: 'integrations',
    plant: (t) => add(t, 'Another', 'AWS::Lambda::Permission', { ...first(t, 'AWS::Lambda::Permission') }),
  },
  { title: 'a permission for any API', rule: 'integrations', plant: (t) => delete first(t, 'AWS::Lambda::Permission').SourceArn },
  {
    title: 'a permission for everybody',
    rule: 'integrations',
    plant: (t) => Object.assign(first(t, 'AWS::Lambda::Permission'), { Principal: '*' }),
  },
  {
    title: 'an integration of the first format',
    rule: 'integrations',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Integration'), { PayloadFormatVersion: '1.0' }),
  },
  { title: 'a stage without limits', rule: 'stage', plant: (t) => delete first(t, 'AWS::ApiGatewayV2::Stage').DefaultRouteSettings },
  { title: 'no access log', rule: 'stage', plant: (t) => delete first(t, 'AWS::ApiGatewayV2::Stage').AccessLogSettings },
  {
    title: 'paths in the access log',
    rule: 'stage',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Stage').AccessLogSettings, { Format: '{"path":"$context.path"}' }),
  },
  {
    title: 'browsers of anywhere',
    rule: 'stage',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Api'), { CorsConfiguration: { AllowOrigins: ['*'] } }),
  },
  {
    title: 'a client without a secret',
    rule: 'issuer',
    plant: (t) => Object.assign(first(t, 'AWS::Cognito::UserPoolClient'), { GenerateSecret: false }),
  },
  {
    title: 'a client that signs people in',
    rule: 'issuer',
    plant: (t) => Object.assign(first(t, 'AWS::Cognito::UserPoolClient'), { AllowedOAuthFlows: ['code'] }),
  },
  {
    title: 'a ministry that administers',
    rule: 'issuer',
    plant: (t) =>
      Object.assign(first(t, 'AWS::Cognito::UserPoolClient', 'interior'), first(t, 'AWS::Cognito::UserPoolClient', 'administration')),
  },
  {
    title: 'a ministry that enters the past unasked',
    rule: 'issuer',
    plant: (t) =>
      first(t, 'AWS::Cognito::UserPoolClient', 'interior').AllowedOAuthScopes.push({ 'Fn::Join': ['', [{ Ref: 'x' }, '/backfill']] }),
  },
  { title: 'a function with an address of its own', rule: 'house', plant: (t) => add(t, 'Url', 'AWS::Lambda::Url') },
  { title: 'a tenth function', rule: 'house', plant: (t) => add(t, 'Tenth', fn) },
  {
    title: 'four hundred and more resources',
    rule: 'house',
    plant: (t) => Array.from({ length: 400 }, (_, n) => add(t, `Route${n}`, route)),
  },
  { title: 'a table with a name', rule: 'names', plant: (t) => Object.assign(first(t, table), { TableName: 'registration' }) },
  { title: 'a queue with a name', rule: 'names', plant: (t) => Object.assign(first(t, queue), { QueueName: 'inbox' }) },
  { title: 'a table without an output', rule: 'outputs', plant: (t) => delete t.Outputs.CustodyTable },
  {
    title: 'an alarm without a section',
    rule: 'alarms',
    plant: (t) => Object.assign(first(t, 'AWS::CloudWatch::Alarm'), { AlarmDescription: 'Something. docs/operations.md#nowhere' }),
  },
  { title: 'an alarm that tells nobody', rule: 'alarms', plant: (t) => delete first(t, 'AWS::CloudWatch::Alarm').AlarmActions },
  {
    title: 'dead letters without an alarm',
    rule: 'alarms',
    plant: (t) => {
      for (const id of Object.keys(t.Resources)) if (id.startsWith('AlarmsCustodyDeadLetters')) delete t.Resources[id];
    },
  },
];
