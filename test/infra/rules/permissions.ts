import { KINDS } from '../../../infra/service.ts';
import { functionsOf, ofType, type Properties, type Role, same, type Template, target, unless } from '../template.ts';

const append = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
const receive = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const stream = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'];
const log = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const archive = ['s3:PutObject', 's3:GetObject', 's3:ListBucket'];
const lock = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const mayDo: Record<Role, string[]> = {
  Api: [...append, ...log, ...lock],
  Inbox: [...append, ...receive, ...log, ...lock],
  Sequencer: [...append, ...stream, ...receive, 'sqs:SendMessage', 'kms:Sign', 'kms:GetPublicKey', ...archive, ...log, ...lock],
  Outbox: [...append, 'dynamodb:BatchWriteItem', ...stream, ...receive, 'sqs:SendMessage', ...log, ...lock],
};
/** Services whose api function writes rows of a search index before its event. */
const searching = ['Registration', 'Custody'];
const speaksTo: Record<string, string[]> = {
  Registration: ['Custody', 'Handover'],
  Custody: ['Handover'],
  Handover: ['Registration', 'Custody', 'Handover'],
};

/** What no function that writes in batches may reach, and nobody but the sequencer may write. */
const streams = KINDS.map((kind) => `${kind}#*`);
const logRows = ['LOG', 'LOG-TILES', 'CHECKPOINTS', 'LISTS', 'LOG-KEYS'];

type Statement = { Effect: string; Action: string | string[]; Resource: Properties; Condition?: Properties };
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** Every function has a role of its own, which does what its function needs, on what is its service's own, and no more. */
export function permissions(template: Template): string[] {
  const policies = ofType(template, 'AWS::IAM::Policy');
  const used = functionsOf(template).map(({ properties }) => target(properties.Role));
  return [
    ...ofType(template, 'AWS::IAM::Role').flatMap(([id, role]) => [
      ...unless(used.filter((each) => each === id).length === 1, `${id} is not the role of one function`),
      ...unless(!role.ManagedPolicyArns && !role.Policies, `${id} has policies from elsewhere`),
      ...unless(
        JSON.stringify(role.AssumeRolePolicyDocument.Statement.map(({ Principal }: Statement & { Principal: unknown }) => Principal)) ===
          '[{"Service":"lambda.amazonaws.com"}]',
        `${id} can be taken by others than Lambda`,
      ),
    ]),
    ...functionsOf(template).flatMap(({ id, service, role, properties }) => {
      const statements = policies
        .filter(([, { Roles }]) => Roles.some((each: unknown) => target(each) === target(properties.Role)))
        .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement as Statement[]);
      const [allowing, forbidding] = [
        statements.filter(({ Effect }) => Effect === 'Allow'),
        statements.filter(({ Effect }) => Effect === 'Deny'),
      ];
      return [
        ...allowing.flatMap((statement) => check(statement, service, role).map((finding) => `${id} ${finding}`)),
        ...kept(allowing, forbidding, service, role).map((finding) => `${id} ${finding}`),
      ];
    }),
  ];
}

/** Whoever writes in batches reaches no event, and the log of custody is the sequencer's alone. */
function kept(allowing: readonly Statement[], forbidding: readonly Statement[], service: string, role: Role): string[] {
  const forbidden = (action: string, keys: readonly string[], how: string) =>
    forbidding.some(
      ({ Action, Condition }) => list(Action).includes(action) && same(Condition?.[how]?.['dynamodb:LeadingKeys'] ?? [], [...keys]),
    );
  const batches = allowing.some(({ Action }) => list(Action).includes('dynamodb:BatchWriteItem'));
  const outside = service === 'Custody' && role !== 'Sequencer';
  return [
    ...unless(!batches || forbidden('dynamodb:BatchWriteItem', streams, 'ForAnyValue:StringLike'), 'reaches events in batches'),
    ...['dynamodb:PutItem', 'dynamodb:BatchWriteItem'].flatMap((action) =>
      unless(!outside || forbidden(action, logRows, 'ForAnyValue:StringEquals'), `may ${action} in the log`),
    ),
  ];
}

function check(statement: Statement, service: string, role: Role): string[] {
  const actions = list(statement.Action);
  const allowed = role === 'Api' && searching.includes(service) ? [...mayDo.Api, 'dynamodb:BatchWriteItem'] : mayDo[role];
  const resources = list(statement.Resource);
  return [
    ...actions.flatMap((action) => unless(allowed.includes(action), `may ${action}`)),
    ...resources.flatMap((resource) => {
      const owner = targetOf(resource);
      const text = JSON.stringify(resource);
      const isListing = actions.every((action) => action === 'dynamodb:ListStreams') && text.endsWith('/stream/*"]]}');
      return [
        ...unless(owner, 'may do something on what is not in the template'),
        ...unless(isListing || isPublishing(actions, text) || !text.includes('*'), `has a wildcard in ${text}`),
        ...unless(owner?.startsWith(service) || isSpeaking(actions, owner, service), `may ${actions} on ${owner}`),
      ];
    }),
    ...unless(
      !actions.some((action) => action.startsWith('kms:')) || statement.Condition?.StringEquals?.['kms:ViaService'] || isSigning(statement),
      'uses a key directly',
    ),
  ];
}

/** Signing with the key that is for nothing else. */
function isSigning({ Action, Resource }: Statement): boolean {
  const owners = list(Resource).map(targetOf);
  return (
    same(list(Action).toSorted(), ['kms:GetPublicKey', 'kms:Sign']) &&
    owners.every((each) => each?.startsWith('CustodySequencerSigningKey'))
  );
}

/** Putting objects, whatever their names, into the one bucket; and reading checkpoints back from it. */
const isPublishing = (actions: string[], resource: string) =>
  (same(actions, ['s3:PutObject']) && /"CustodySequencerCheckpoints\w+","Arn"\]\},"\/\*"/.test(resource)) ||
  (same(actions, ['s3:GetObject']) && /"CustodySequencerCheckpoints\w+","Arn"\]\},"\/checkpoints\/\*"/.test(resource));

function targetOf(resource: Properties): string | undefined {
  return target(resource) ?? resource?.['Fn::Join']?.[1]?.map(target).find(Boolean);
}

/** Sending to the inbox of a service it speaks to, and locking the message with that service's key. */
function isSpeaking(actions: string[], owner: string | undefined, service: string): boolean {
  const hearer = speaksTo[service]?.find((each) => owner?.startsWith(`${each}InboxQueue`) || owner?.startsWith(`${each}Key`));
  return hearer !== undefined && actions.every((action) => ['sqs:SendMessage', 'kms:Decrypt', 'kms:GenerateDataKey'].includes(action));
}
