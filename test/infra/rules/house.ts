import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofType, root, services, type Template, unless } from '../template.ts';

/** What the house is built of: how many of each, where the number is known. Nothing else may stand in the stack. */
const parts: Record<string, number | 'some'> = {
  'AWS::ApiGatewayV2::Api': 1,
  'AWS::ApiGatewayV2::Authorizer': 1,
  'AWS::ApiGatewayV2::Integration': 3,
  'AWS::ApiGatewayV2::Route': 'some',
  'AWS::ApiGatewayV2::Stage': 1,
  'AWS::CloudWatch::Alarm': 'some',
  'AWS::Cognito::UserPool': 1,
  'AWS::Cognito::UserPoolClient': 5,
  'AWS::Cognito::UserPoolDomain': 1,
  'AWS::Cognito::UserPoolResourceServer': 1,
  'AWS::DynamoDB::Table': 3,
  'AWS::Events::Rule': 1,
  'AWS::IAM::Policy': 10,
  'AWS::IAM::Role': 10,
  'AWS::KMS::Key': 5,
  'AWS::Lambda::EventSourceMapping': 11,
  'AWS::Lambda::Function': 10,
  'AWS::Lambda::Permission': 4,
  'AWS::Logs::LogGroup': 11,
  'AWS::Logs::MetricFilter': 'some',
  'AWS::S3::Bucket': 1,
  'AWS::S3::BucketPolicy': 1,
  'AWS::SNS::Topic': 1,
  'AWS::SNS::TopicPolicy': 1,
  'AWS::SQS::Queue': 14,
  'AWS::SQS::QueuePolicy': 14,
  'AWS::SecretsManager::Secret': 1,
};

/** Properties that would give a resource a name of ours: a retained name blocks the next deployment. */
const nameOf: Record<string, string> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::Cognito::UserPoolClient': 'ClientName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Logs::MetricFilter': 'FilterName',
  'AWS::Events::Rule': 'Name',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SecretsManager::Secret': 'Name',
};

export function house(template: Template): string[] {
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  return [
    ...unless(Object.keys(template.Resources).length <= 400, 'more than 400 resources'),
    ...[...types].flatMap((type) => unless(type in parts, `${type} is no part of the house`)),
    ...Object.entries(parts).flatMap(([type, count]) => {
      const { length } = ofType(template, type);
      return unless(count === 'some' ? length > 0 : length === count, `${length} of ${type}`);
    }),
  ];
}

export function names(template: Template): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    unless(Properties?.[nameOf[Type] ?? ''] === undefined, `${id} has a name of its own`),
  );
}

export function outputs(template: Template): string[] {
  const wanted = [
    'ApiUrl',
    'CustodyCheckpoints',
    'CustodyUnsequenced',
    'CustodyUnsequencedDeadLetters',
    ...services.flatMap((service) =>
      ['Table', 'Inbox', 'InboxDeadLetters', 'Unannounced', 'UnannouncedDeadLetters'].map((name) => `${service}${name}`),
    ),
  ];
  return wanted.flatMap((name) => unless(template.Outputs[name]?.Value, `no output ${name}`));
}

/** Every alarm tells somebody, and names a section of docs/operations.md; every section there has its alarm. */
export function alarms(template: Template): string[] {
  const [, text = ''] = readFileSync(join(root, 'docs/operations.md'), 'utf8').split('\n## Alarms\n');
  const sections = [...(text.split('\n## ')[0] ?? '').matchAll(/^### (.+)$/gm)].map(([, title]) => anchor(title as string));
  const found = ofType(template, 'AWS::CloudWatch::Alarm');
  const named = found.map(([, { AlarmDescription }]) => /docs\/operations\.md#([a-z-]+)$/.exec(AlarmDescription ?? '')?.[1]);
  return [
    ...found.flatMap(([id, { AlarmActions, ActionsEnabled }], at) => [
      ...unless(sections.includes(named[at] ?? ''), `${id} names no section of docs/operations.md`),
      ...unless(AlarmActions?.length > 0 && ActionsEnabled !== false, `${id} tells nobody`),
    ]),
    ...sections.flatMap((section) => unless(named.includes(section), `the section ${section} has no alarm`)),
    ...services.flatMap((service) =>
      ['DeadLetters', 'InboxBehind', 'AnnouncementsBehind', 'AnnouncementsGivenUp', 'Quarantine', 'ErrorLines'].flatMap((name) =>
        unless(
          found.some(([id]) => id.startsWith(`Alarms${service}${name}`)),
          `${service} has no alarm ${name}`,
        ),
      ),
    ),
    ...['Behind', 'GivenUp', 'Forked', 'Failing', 'Throttled'].flatMap((name) =>
      unless(
        found.some(([id]) => id.startsWith(`AlarmsCustodyLog${name}`)),
        `the log has no alarm ${name}`,
      ),
    ),
  ];
}

const anchor = (title: string) => title.toLowerCase().replaceAll(' ', '-');
