import { ofType, same, services, type Template, target, unless } from '../template.ts';

/** Each service has one table: on demand, streamed, under its own key, recoverable, protected and kept. */
export function tables(template: Template): string[] {
  const found = ofType(template, 'AWS::DynamoDB::Table');
  return [
    ...unless(
      found.length === 3 && services.every((service) => found.some(([id]) => id.startsWith(`${service}Table`))),
      'not one table a service',
    ),
    ...found.flatMap(([id, table]) => {
      const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[id] ?? {};
      const service = services.find((each) => id.startsWith(each));
      return [
        ...unless(table.BillingMode === 'PAY_PER_REQUEST', `${id} is not on demand`),
        ...unless(table.StreamSpecification?.StreamViewType === 'NEW_IMAGE', `${id} does not stream new images`),
        ...unless(table.SSESpecification?.SSEType === 'KMS', `${id} is not encrypted`),
        ...unless(target(table.SSESpecification?.KMSMasterKeyId)?.startsWith(`${service}Key`), `${id} is not under its service's key`),
        ...unless(table.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true, `${id} cannot be recovered`),
        ...unless(table.DeletionProtectionEnabled === true, `${id} may be deleted`),
        ...unless(DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain', `${id} is not retained`),
        ...unless(table.TimeToLiveSpecification === undefined, `${id} forgets by itself`),
        ...unless(same(table.KeySchema, [key('pk', 'HASH'), key('sk', 'RANGE')]), `${id} has other keys`),
        ...unless(same(table.GlobalSecondaryIndexes, [byDay]), `${id} has other indexes than by-day`),
        ...unless(
          table.AttributeDefinitions?.every(({ AttributeType }: { AttributeType: string }) => AttributeType === 'S'),
          `${id} has keys that are no strings`,
        ),
      ];
    }),
  ];
}

const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });
const byDay = {
  IndexName: 'by-day',
  KeySchema: [key('day', 'HASH'), key('dayKey', 'RANGE')],
  Projection: { ProjectionType: 'KEYS_ONLY' },
};

/** Every queue is under its service's key and takes TLS only; a working queue has dead letters of its own after ten receives. */
export function queues(template: Template): string[] {
  const found = ofType(template, 'AWS::SQS::Queue');
  const policies = ofType(template, 'AWS::SQS::QueuePolicy');
  return [
    ...unless(
      found.length === 14,
      'not an inbox and a queue of the unannounced for each service, one of the unsequenced, with dead letters',
    ),
    ...found.flatMap(([id, queue]) => {
      const service = services.find((each) => id.startsWith(each));
      const statements = policies
        .filter(([, { Queues }]) => Queues.some((each: unknown) => target(each) === id))
        .flatMap(([, p]) => p.PolicyDocument.Statement);
      const isLast = id.includes('DeadLetters');
      const last = queue.RedrivePolicy && target(queue.RedrivePolicy.deadLetterTargetArn);
      return [
        ...unless(target(queue.KmsMasterKeyId)?.startsWith(`${service}Key`), `${id} is not under its service's key`),
        ...unless(
          statements.some(
            (each) =>
              each.Effect === 'Deny' &&
              each.Principal.AWS === '*' &&
              each.Action === 'sqs:*' &&
              each.Condition?.Bool?.['aws:SecureTransport'] === 'false',
          ),
          `${id} takes calls without TLS`,
        ),
        ...unless(
          statements.every((each) => each.Effect === 'Deny'),
          `${id} lets somebody in by its policy`,
        ),
        ...unless(queue.MessageRetentionPeriod === 1_209_600, `${id} does not keep messages for 14 days`),
        ...unless(isLast || queue.RedrivePolicy?.maxReceiveCount === 10, `${id} has not ten receives`),
        ...unless(
          isLast || last === id.replace(/Queue[0-9A-F]{8}$/, '') + last?.replace(/^.*(DeadLetters[0-9A-F]{8})$/, '$1'),
          `${id} has no dead letters of its own`,
        ),
        ...unless(!/InboxQueue/.test(id) || queue.VisibilityTimeout === 30, `${id} is not invisible for 30 seconds`),
      ];
    }),
  ];
}

/** What is published is versioned, locked by default, kept, closed to the public, and put over TLS. */
export function buckets(template: Template): string[] {
  const policies = ofType(template, 'AWS::S3::BucketPolicy');
  return ofType(template, 'AWS::S3::Bucket').flatMap(([id, bucket]) => {
    const { Mode, Days } = bucket.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    const isTried = bucket.Tags?.some(({ Value }: { Value: string }) => ['dev', 'test', 'local'].includes(Value));
    const statements = policies
      .filter(([, { Bucket }]) => target(Bucket) === id)
      .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
    return [
      ...unless(bucket.ObjectLockEnabled && (isTried ? Mode && Days >= 1 : Mode === 'COMPLIANCE' && Days >= 7305), `${id} is not locked`),
      ...unless(bucket.VersioningConfiguration?.Status === 'Enabled', `${id} has no versions`),
      ...unless(template.Resources[id]?.DeletionPolicy === 'Retain', `${id} is not retained`),
      ...unless(bucket.BucketEncryption, `${id} is not encrypted`),
      ...unless(
        Object.keys(bucket.PublicAccessBlockConfiguration ?? {}).length === 4 &&
          Object.values(bucket.PublicAccessBlockConfiguration).every((each) => each === true),
        `${id} may be opened to the public`,
      ),
      ...unless(
        statements.some(
          (each) => each.Effect === 'Deny' && each.Action === 's3:*' && each.Condition?.Bool?.['aws:SecureTransport'] === 'false',
        ) && statements.every((each) => each.Effect === 'Deny'),
        `${id} takes calls without TLS, or lets somebody in by its policy`,
      ),
    ];
  });
}

/** Keys turn every year, are kept, and let only the account and the AWS services that lock with them use them. */
export function keys(template: Template): string[] {
  const allowed = ['logs.', 'cloudwatch.amazonaws.com'];
  return ofType(template, 'AWS::KMS::Key').flatMap(([id, { EnableKeyRotation, KeyPolicy, KeySpec, KeyUsage }]) => [
    ...unless(EnableKeyRotation === true || (KeySpec === 'ECC_NIST_P256' && KeyUsage === 'SIGN_VERIFY'), `${id} does not turn`),
    ...unless(template.Resources[id]?.DeletionPolicy === 'Retain', `${id} is not retained`),
    ...KeyPolicy.Statement.flatMap(({ Principal, Action }: { Principal: Record<string, unknown>; Action: string | string[] }) => {
      const isAccount = JSON.stringify(Principal.AWS ?? '').includes(':root');
      const name = JSON.stringify(Principal.Service ?? Principal);
      return [
        ...unless(isAccount || allowed.some((service) => name.includes(`"${service}`)), `${id} is open to ${name}`),
        ...unless(isAccount || !JSON.stringify(Action).includes('*'), `${id} grants wildcard actions`),
      ];
    }),
  ]);
}

/** Log groups are under a key of ours and end at some time. */
export function logs(template: Template): string[] {
  return ofType(template, 'AWS::Logs::LogGroup').flatMap(([id, { KmsKeyId, RetentionInDays }]) => [
    ...unless(template.Resources[target(KmsKeyId) ?? '']?.Type === 'AWS::KMS::Key', `${id} is not encrypted`),
    ...unless(RetentionInDays >= 365, `${id} is kept less than a year, or for ever`),
  ]);
}
