import { createHash, randomInt } from 'node:crypto';
import type { DataFolder } from './data-folder.ts';
import { type Resolver, type Resource, resolver, type Surroundings, type Template } from './intrinsics.ts';

export const account = '000000000000';
export const region = 'us-east-1';

/** The template with every name, ARN and secret that one machine gives it. */
export type Stack = {
  name: string;
  /** Resources of one type whose condition holds, properties resolved when asked for. */
  of(type: string): { logicalId: string; properties: Record<string, unknown> }[];
  ref(logicalId: string): string;
  attribute(logicalId: string, name: string): string;
  outputs(): Record<string, unknown>;
};

export type Places = { sqsUrl: string; apiUrl: string };

/** Gives every resource of `template` its physical name, and resolves what refers to it. */
export function nameResources(template: Template, name: string, data: DataFolder, places: Places): Stack {
  const surroundings: Surroundings = {
    pseudo: {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${name}/local`,
    },
    ref: (logicalId) => identify(logicalId).ref,
    attribute: (logicalId, attribute) => {
      const { type, attributes } = identify(logicalId);
      const found = attributes[attribute] ?? attributes[attribute.split('.')[0] ?? ''];
      if (found === undefined) throw new Error(`The local stack does not know the attribute ${attribute} of ${logicalId} (${type})`);
      return found;
    },
    secret: (id, key) => {
      const value = data.kept(`secret ${id}`, () => generateSecret(properties(secretNamed(id)).GenerateSecretString));
      return key ? String(JSON.parse(value)[key]) : value;
    },
  };
  const resolved: Resolver = resolver(template, surroundings);
  const identify = remember((logicalId: string) => identity(logicalId, template.Resources[logicalId], properties(logicalId)));

  function properties(logicalId: string): Record<string, unknown> {
    const found = template.Resources[logicalId]?.Properties ?? {};
    return new Proxy(found, { get: (target, key) => (typeof key === 'string' ? resolved.value(target[key]) : undefined) });
  }

  function secretNamed(id: string): string {
    const found = Object.keys(template.Resources).find(
      (logicalId) =>
        template.Resources[logicalId]?.Type === 'AWS::SecretsManager::Secret' && [arnOf(logicalId), physical(logicalId)].includes(id),
    );
    if (!found) throw new Error(`The template refers to the secret ${id}, which it does not create`);
    return found;
  }

  const physical = (logicalId: string) => `${name}-${logicalId}`;
  const arnOf = (logicalId: string) => identify(logicalId).ref;
  const arn = (service: string, rest: string, where = region) => `arn:aws:${service}:${where}:${account}:${rest}`;

  function identity(logicalId: string, resource: Resource | undefined, given: Record<string, unknown>): Identity {
    const type = resource?.Type ?? '';
    const named = (property: string) => String(given[property] ?? physical(logicalId));
    const made = (ref: string, attributes: Record<string, string> = {}): Identity => ({ type, ref, attributes });
    switch (type) {
      case 'AWS::DynamoDB::Table': {
        const table = arn('dynamodb', `table/${named('TableName')}`);
        return made(named('TableName'), { Arn: table, StreamArn: `${table}/stream/2024-12-01T00:00:00.000` });
      }
      case 'AWS::SQS::Queue': {
        const queue = named('QueueName');
        const url = `${places.sqsUrl}/${account}/${queue}`;
        return made(url, { Arn: arn('sqs', queue), QueueName: queue, QueueUrl: url });
      }
      case 'AWS::Lambda::Function':
        return made(named('FunctionName'), { Arn: arn('lambda', `function:${named('FunctionName')}`) });
      case 'AWS::SecretsManager::Secret': {
        const secret = arn('secretsmanager', `secret:${named('Name')}-local0`);
        return made(secret, { Id: secret });
      }
      case 'AWS::Cognito::UserPool': {
        const pool = `${region}_${digest(logicalId, 9)}`;
        const provider = `cognito-idp.${region}.amazonaws.com/${pool}`;
        return made(pool, {
          Arn: arn('cognito-idp', `userpool/${pool}`),
          UserPoolId: pool,
          ProviderName: provider,
          ProviderURL: `https://${provider}`,
        });
      }
      case 'AWS::Cognito::UserPoolClient': {
        const client = digest(logicalId, 26).toLowerCase();
        return made(client, { ClientId: client, Name: named('ClientName'), ClientSecret: clientSecret(data, client) });
      }
      case 'AWS::Cognito::UserPoolResourceServer':
        return made(String(given.Identifier));
      case 'AWS::Cognito::UserPoolDomain':
        return made(String(given.Domain), { CloudFrontDistribution: 'none.invalid' });
      case 'AWS::ApiGatewayV2::Api':
        return made(digest(logicalId, 10).toLowerCase(), { ApiId: digest(logicalId, 10).toLowerCase(), ApiEndpoint: places.apiUrl });
      case 'AWS::ApiGatewayV2::Stage':
        return made(String(given.StageName));
      case 'AWS::IAM::Role':
        return made(named('RoleName'), { Arn: arn('iam', `role/${named('RoleName')}`, ''), RoleId: digest(logicalId, 20) });
      case 'AWS::Logs::LogGroup':
        return made(named('LogGroupName'), { Arn: `${arn('logs', `log-group:${named('LogGroupName')}`)}:*` });
      case 'AWS::SNS::Topic': {
        const topic = arn('sns', named('TopicName'));
        return made(topic, { TopicArn: topic, TopicName: named('TopicName') });
      }
      case 'AWS::S3::Bucket': {
        // A bucket's name has no capital letters.
        const bucket = named('BucketName').toLowerCase();
        return made(bucket, { Arn: `arn:aws:s3:::${bucket}` });
      }
      case 'AWS::KMS::Key':
        return made(digest(logicalId, 26), { Arn: arn('kms', `key/${digest(logicalId, 26)}`), KeyId: digest(logicalId, 26) });
      default: {
        // Nothing runs these on one machine; whatever only names them still has to read well.
        const [, service, kind] = type.split('::');
        return made(logicalId, { Arn: arn(String(service).toLowerCase(), `${String(kind).toLowerCase()}/${logicalId}`), Id: logicalId });
      }
    }
  }

  return {
    name,
    of: (type) =>
      Object.entries(template.Resources)
        .filter(([, resource]) => resource.Type === type && (!resource.Condition || resolved.holds(resource.Condition)))
        .map(([logicalId]) => ({ logicalId, properties: properties(logicalId) })),
    ref: (logicalId) => identify(logicalId).ref,
    attribute: (logicalId, attribute) => String(surroundings.attribute(logicalId, attribute)),
    outputs: () =>
      Object.fromEntries(
        Object.entries(template.Outputs ?? {})
          .filter(([, output]) => !output.Condition || resolved.holds(output.Condition))
          .map(([key, output]) => [key, resolved.value(output.Value)]),
      ),
  };
}

type Identity = { type: string; ref: string; attributes: Record<string, string> };

export const clientSecret = (data: DataFolder, clientId: string) => data.kept(`client ${clientId}`, () => random(51));

function generateSecret(rules: unknown): string {
  const { PasswordLength = 32, SecretStringTemplate, GenerateStringKey } = (rules ?? {}) as Record<string, string | undefined>;
  const password = random(Number(PasswordLength));
  return GenerateStringKey ? JSON.stringify({ ...JSON.parse(SecretStringTemplate ?? '{}'), [GenerateStringKey]: password }) : password;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const random = (length: number) => Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** A short name that is the same at every start: letters and digits from the logical id's hash. */
const digest = (logicalId: string, length: number) =>
  createHash('sha256')
    .update(logicalId)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);

function remember<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = make(key);
    known.set(key, value);
    return value;
  };
}
