import { functionsOf, ofType, type Properties, same, services, type Template, target, unless } from '../template.ts';

const hearers: Record<string, string[]> = {
  Registration: ['CUSTODY', 'HANDOVER'],
  Custody: ['HANDOVER'],
  Handover: ['REGISTRATION', 'CUSTODY', 'HANDOVER'],
};
const comparers = ['Registration Api', 'Handover Api', 'Handover Inbox'];
const timeouts = { Api: 29, Inbox: 5, Outbox: 60, Sequencer: 120 };

/** Three functions a service and the sequencer, each with its log group, its service's key, and exactly the environment it needs. */
export function functions(template: Template): string[] {
  const found = functionsOf(template);
  return [
    ...unless(found.length === 10, 'not three functions a service, and the sequencer'),
    ...found.flatMap(({ id, service, role, properties }) => [
      ...unless(properties.Runtime === 'nodejs24.x', `${id} runs on ${properties.Runtime}`),
      ...unless(same(properties.Architectures, ['arm64']), `${id} is not for arm64`),
      ...unless(properties.Timeout === timeouts[role], `${id} has ${properties.Timeout} seconds`),
      ...unless(properties.Handler === 'index.handler', `${id} starts elsewhere`),
      ...unless(target(properties.KmsKeyArn)?.startsWith(`${service}Key`), `${id} has its environment under another key`),
      ...unless(target(properties.LoggingConfig?.LogGroup)?.startsWith(`${service}${role}`), `${id} has no log group of its own`),
      ...environment(`${service} ${role}`, properties.Environment.Variables).map((finding) => `${id} ${finding}`),
    ]),
  ];
}

function environment(who: string, variables: Record<string, Properties>): string[] {
  const [service = '', role] = who.split(' ');
  const wanted = [
    'AMANA_SERVICE',
    'AMANA_STAGE',
    'AMANA_TABLE',
    ...(comparers.includes(who) ? ['IDENTITY_KEY'] : []),
    ...(role === 'Sequencer' ? ['CHECKPOINT_BUCKET', 'LOG_ORIGIN', 'SIGNING_KEY'] : []),
    ...(role === 'Outbox' ? (hearers[service] ?? []).map((name) => `QUEUE_${name}`) : []),
  ].sort();
  const key = JSON.stringify(variables.IDENTITY_KEY ?? '');
  return [
    ...unless(same(Object.keys(variables).sort(), wanted), `has the environment ${Object.keys(variables).sort()}`),
    ...unless(variables.AMANA_SERVICE === service.toLowerCase(), 'is told another service'),
    ...unless(target(variables.AMANA_TABLE)?.startsWith(`${service}Table`), "has another service's table"),
    ...unless(!variables.IDENTITY_KEY || key.includes('{{resolve:secretsmanager:'), 'has the identity key in the open'),
    ...Object.entries(variables)
      .filter(([name]) => name.startsWith('QUEUE_'))
      .flatMap(([name, value]) => {
        const hearer = services.find((each) => `QUEUE_${each.toUpperCase()}` === name);
        return unless(target(value)?.startsWith(`${hearer}InboxQueue`), `takes another queue for ${name}`);
      }),
  ];
}

/** The inbox from its queue, the outbox from new events of the stream and from the queue of the unannounced; nothing else. */
export function mappings(template: Template): string[] {
  const found = ofType(template, 'AWS::Lambda::EventSourceMapping');
  return [
    ...unless(found.length === 11, 'not three mappings a service, and two of the sequencer'),
    ...sequencing(template, found),
    ...services.flatMap((service) => {
      const one = (name: string) => found.find(([id]) => id.startsWith(`${service}${name}Mapping`))?.[1] ?? {};
      const [inbox, outbox, unannounced] = [one('Inbox'), one('Outbox'), one('Unannounced')];
      return [
        ...connects(inbox, `${service}InboxQueue`, `${service}InboxFunction`),
        ...connects(outbox, `${service}Table`, `${service}Outbox`),
        ...connects(unannounced, `${service}UnannouncedQueue`, `${service}Outbox`),
        ...[inbox, outbox, unannounced].flatMap((each) =>
          unless(same(each.FunctionResponseTypes, ['ReportBatchItemFailures']), `${service}: a batch fails as a whole`),
        ),
        ...[inbox, unannounced].flatMap((each) => patience(template, service, each)),
        ...unless(same(outbox.FilterCriteria?.Filters, [{ Pattern: onlyNewEvents }]), `${service}: the outbox sees more than new events`),
        ...unless(outbox.EventSourceArn?.['Fn::GetAtt']?.[1] === 'StreamArn', `${service}: the outbox does not read the stream`),
        ...unless(outbox.StartingPosition === 'TRIM_HORIZON', `${service}: the outbox misses the events before its first start`),
        ...unless(outbox.BatchSize === 100, `${service}: the outbox takes ${outbox.BatchSize} at once`),
        ...unless(outbox.BisectBatchOnFunctionError === true, `${service}: one bad event holds a hundred`),
        ...unless(outbox.MaximumRetryAttempts === 5, `${service}: the outbox tries ${outbox.MaximumRetryAttempts} times`),
        ...unless(outbox.MaximumRecordAgeInSeconds <= 43_200, `${service}: records outlive the stream`),
        ...unless(
          target(outbox.DestinationConfig?.OnFailure?.Destination)?.startsWith(`${service}UnannouncedQueue`),
          `${service}: what is given up goes nowhere`,
        ),
      ];
    }),
  ];
}

/** The sequencer takes 256 new events or what a minute brings, and from its own queue what was given up. */
function sequencing(template: Template, found: [string, Properties][]): string[] {
  const one = (name: string) => found.find(([id]) => id.startsWith(`CustodySequencer${name}Mapping`))?.[1] ?? {};
  const [stream, unsequenced] = [one('Stream'), one('Unsequenced')];
  return [
    ...connects(stream, 'CustodyTable', 'CustodySequencerFunction'),
    ...connects(unsequenced, 'CustodySequencerUnsequencedQueue', 'CustodySequencerFunction'),
    ...patience(template, 'Custody', unsequenced),
    ...unless(same(stream.FilterCriteria?.Filters, [{ Pattern: onlyNewEvents }]), 'the sequencer sees more than new events'),
    ...unless(stream.StartingPosition === 'TRIM_HORIZON', 'the sequencer misses the events before its first start'),
    ...unless(stream.BatchSize === 256 && stream.MaximumBatchingWindowInSeconds === 60, 'a checkpoint comes at another time'),
    ...unless(stream.MaximumRetryAttempts === 5 && stream.MaximumRecordAgeInSeconds <= 43_200, 'the sequencer tries too often or too long'),
    ...unless(
      target(stream.DestinationConfig?.OnFailure?.Destination)?.startsWith('CustodySequencerUnsequencedQueue'),
      'what is not logged goes nowhere',
    ),
    ...[stream, unsequenced].flatMap((each) =>
      unless(same(each.FunctionResponseTypes, ['ReportBatchItemFailures']), 'the sequencer fails as a whole'),
    ),
  ];
}

const onlyNewEvents = JSON.stringify({ eventName: ['INSERT'], dynamodb: { NewImage: { type: { S: [{ exists: true }] } } } });

function connects(mapping: Properties, source: string, fn: string): string[] {
  return [
    ...unless(target(mapping.EventSourceArn)?.startsWith(source), `no mapping from ${source}`),
    ...unless(target(mapping.FunctionName)?.startsWith(fn), `no mapping to ${fn}`),
    ...unless(mapping.Enabled !== false, `the mapping from ${source} is off`),
  ];
}

/** A message stays invisible for six times as long as its reader may take. */
function patience(template: Template, service: string, mapping: Properties): string[] {
  const visibility = template.Resources[target(mapping.EventSourceArn) ?? '']?.Properties.VisibilityTimeout;
  const timeout = template.Resources[target(mapping.FunctionName) ?? '']?.Properties.Timeout;
  return unless(visibility >= 6 * timeout, `${service}: a message is seen again while it is read`);
}
