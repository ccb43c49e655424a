import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Plant } from './plant.ts';
import { type Any, allowed, boarding, drafted, messages, older, positive, readAs, reading, ruled, shown } from './spoiling.ts';

/** What stands between the real code and its ports to be found. */
export const PLANTS: readonly Plant[] = [
  {
    bug: 'the put has no condition',
    client: (_service, own) => (command) =>
      own(command instanceof PutItemCommand ? new PutItemCommand({ ...command.input, ConditionExpression: undefined }) : command),
  },
  {
    bug: 'a condition that fails is taken for success',
    client: (_service, own) => async (command) => {
      try {
        return await own(command);
      } catch (error) {
        if (command instanceof PutItemCommand && (error as Error).name === 'ConditionalCheckFailedException') return {};
        throw error;
      }
    },
  },
  {
    bug: 'command ids are forgotten',
    client: readAs((item) => (item.commandId ? { ...item, commandId: { S: '' }, recent: { B: new Uint8Array() } } : item)),
  },
  {
    bug: 'a head is trusted without its condition',
    client: (_service, own) => async (command) => {
      const late = command instanceof PutItemCommand && Number(command.input.Item?.sk?.S) > 1;
      return own(late ? new PutItemCommand({ ...(command as PutItemCommand).input, ConditionExpression: undefined }) : command);
    },
  },
  {
    bug: 'messages are told apart by their SQS id, read or not',
    inbox: (_service, own) => (event, context) => {
      const Records = event.Records.filter(({ attributes }: Any) => attributes.ApproximateReceiveCount === '1');
      return own({ Records }, context);
    },
  },
  {
    bug: 'a message is dropped when its reading fails',
    inbox: (_service, own) => async (event, context) => {
      await own(event, context);
      return { batchItemFailures: [] };
    },
  },
  { bug: 'the publisher loses the last message of a batch', sqs: messages((entries) => entries.slice(0, Math.max(1, entries.length - 1))) },
  {
    bug: 'messages that were not taken are not sent again',
    sqs: (_service, own) => async (command) => {
      await own(command);
      return {};
    },
  },
  {
    bug: 'a publisher that failed goes on to the next batch',
    outbox: (_service, own) => async (event, context) => {
      try {
        return await own(event, context);
      } catch {
        return undefined;
      }
    },
  },
  {
    bug: 'an older message is applied over a newer one',
    readers: reading('registration.person-changed.v1', (read) => (data: Any, context: Any, deps: Any, hint: Any) => {
      const store = {
        ...deps.store,
        execute: (rules: Any, id: string, command: Any, more: Any) => deps.store.execute(older(rules), id, command, more),
      };
      return read(data, context, { ...deps, store }, hint);
    }),
  },
  {
    bug: 'a write of rows loses its last',
    client: (_service, own) => (command) => {
      if (!(command instanceof BatchWriteItemCommand)) return own(command);
      const [[table, requests] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
      return own(new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(0, Math.max(1, requests.length - 1)) } }));
    },
  },
  {
    bug: 'a line of a chunk is skipped',
    store: (service, own) =>
      service !== 'handover'
        ? own
        : {
            ...own,
            event: async (kind, id, sequence) => {
              const event = await own.event(kind, id, sequence);
              const lines = kind === 'SLICE' && (event?.personal?.lines as unknown[] | undefined);
              return event && lines && lines.length > 2
                ? ({ ...event, personal: { ...event.personal, lines: lines.slice(0, -1) } } as Any)
                : event;
            },
          },
  },
  {
    bug: 'a unit is counted again by whoever carries it out again',
    store: (_service, own) => ({
      ...own,
      execute: (async (rules: Any, id: string, command: Any, hint: Any) => {
        const counted = rules.kind === 'MANIFEST' && command.type === 'tally' && command.facts?.counted;
        return own.execute(rules, id, counted ? { ...command, id: `${command.id}@${command.recordedAt}` } : command, hint);
      }) as EventStore['execute'],
    }),
  },
  {
    bug: 'a tally takes the steps and leaves the states they came from',
    store: drafted('MANIFEST', 'lines-tallied', (draft) => ({ ...draft, data: { ...draft.data, delta: positive(draft.data.delta) } })),
  },
  {
    bug: 'a bed is given to whoever asks',
    store: allowed('BED', 'BED_TAKEN', (_state, command) => ({ type: 'bed-claimed', data: { ...command.data, ...command.facts } })),
  },
  {
    bug: 'a late release takes a bed from its new claim',
    store: ruled('BED', ({ decide }) => ({
      decide: (state, command) =>
        command.type === 'release' && state ? { type: 'bed-released', data: command.data } : decide(state, command),
    })),
  },
  { bug: 'a claim is not followed up after a crash', publisher: (own) => ({ ...own, follows: async () => undefined }) },
  {
    bug: 'the seal is over the lines posted, not those listed',
    store: drafted('MANIFEST', 'sealed', (draft, state) => ({ ...draft, data: { ...draft.data, lines: state.tally.lines } })),
  },
  {
    bug: 'the seal has the hash of another set',
    store: drafted('MANIFEST', 'sealed', (draft) => ({
      ...draft,
      data: { ...draft.data, contentHash: [...draft.data.contentHash].reverse().join('') },
    })),
  },
  {
    bug: 'somebody on an open line is listed on another',
    store: allowed('CASE', 'ON_OTHER_MANIFEST', (_state, command) => ({
      type: 'listed',
      data: { manifest: command.data.manifest, line: command.data.line, batch: command.facts?.batch },
    })),
  },
  { bug: 'who withdrew may board', store: allowed('CASE', 'DECLARATION_WITHDRAWN', boarding) },
  { bug: 'nobody is asked again at the vehicle', store: allowed('CASE', 'NOT_RECONFIRMED', boarding) },
  {
    bug: 'a line goes on after its end',
    store: drafted('CASE', 'scan-conflict-raised', (_draft, state, command) => ({
      type: 'boarded',
      data: { ...command.data, line: state.line.line, was: state.line.state, batch: command.facts?.batch },
    })),
  },
  {
    bug: 'the receiver sees who withdrew',
    store: (_service, own) => ({
      ...own,
      newest: (async (kind: string, id: string) => shown(await own.newest(kind, id))) as EventStore['newest'],
    }),
  },
  {
    bug: 'a refused person is gone',
    publisher: (own) => ({
      ...own,
      announces: (event) => own.announces(event.type === 'refused' ? { ...event, type: 'accepted' } : event),
    }),
  },
  {
    bug: 'handover does not say who crossed',
    publisher: (own) => ({ ...own, announces: (event) => (event.type === 'accepted' ? [] : own.announces(event)) }),
  },
  { bug: 'a cancelled manifest keeps its people', readers: reading('handover.lines-released.v1', () => async () => undefined) },
  { bug: 'a line moved by itself is not counted', readers: reading('handover.line-moved.v1', () => async () => undefined) },
  {
    bug: 'effects are given back in the register alone',
    store: drafted('PERSON', 'effects-restituted', (draft) => ({ ...draft, data: { ...draft.data, given: {} } })),
  },
  {
    bug: 'an answer comes before its event is stored',
    client: (_service, own) => (command) => {
      if (!(command instanceof PutItemCommand) || command.input.Item?.type?.S !== 'screened') return own(command);
      void own(command).catch(() => undefined);
      return Promise.resolve({});
    },
  },
];
