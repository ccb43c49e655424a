import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Item } from './memory-table.ts';
import type { Plant } from './plant.ts';

// biome-ignore lint/suspicious/noExplicitAny: bugs reach into aggregates and commands of every kind
export type Any = any;

/** A store whose rules of one kind are spoilt. */
export function ruled(kind: string, spoil: (own: Aggregate<Any, Any>) => Partial<Aggregate<Any, Any>>): NonNullable<Plant['store']> {
  return (_service, own) => ({
    ...own,
    execute: ((aggregate: Aggregate<Any, Any>, ...rest: [string, Command, object?]) =>
      own.execute(
        aggregate.kind === kind ? { ...aggregate, ...spoil(aggregate) } : aggregate,
        ...(rest as [string, Any, Any]),
      )) as EventStore['execute'],
  });
}

/** An event's draft, changed before it is stored. */
export const drafted = (kind: string, type: string, change: (draft: Any, state: Any, command: Any) => Any) =>
  ruled(kind, ({ decide }) => ({
    decide(state, command, head) {
      const draft = decide(state, command, head);
      return typeof draft === 'object' && !isRefusal(draft) && draft.type === type ? change(draft, state, command) : draft;
    },
  }));

/** A refusal that is forgotten: the command is let through as this event. */
export const allowed = (kind: string, code: string, draft: (state: Any, command: Any) => Any) =>
  ruled(kind, ({ decide }) => ({
    decide(state, command, head) {
      const done = decide(state, command, head);
      return isRefusal(done) && done.code === code ? draft(state, command) : done;
    },
  }));

/** Items as they are read, changed on the way. */
export const readAs = (change: (item: Item) => Item): NonNullable<Plant['client']> => {
  return (_service, own) => async (command) => {
    const answer = await own(command);
    if (answer.Items) return { ...answer, Items: answer.Items.map(change) };
    if (answer.Item) return { ...answer, Item: change(answer.Item) };
    if (!answer.Responses) return answer;
    return {
      ...answer,
      Responses: Object.fromEntries(Object.entries(answer.Responses).map(([table, items]) => [table, (items as Item[]).map(change)])),
    };
  };
};

export const messages = (change: (entries: Any[]) => Any[], only?: string): NonNullable<Plant['sqs']> => {
  return (_service, own) => (command) => {
    const { QueueUrl, Entries = [] } = command.input;
    if (only && QueueUrl !== only) return own(command);
    const left = change(Entries);
    return left.length ? own(new SendMessageBatchCommand({ QueueUrl, Entries: left })) : Promise.resolve({});
  };
};

/** Readers of one type of message, spoilt. */
export const reading = (type: string, change: (read: Any) => Any): NonNullable<Plant['readers']> => {
  return (_service, own) => (own[type] ? { ...own, [type]: { ...own[type], read: change(own[type].read) } } : own);
};

/** The event of a step on a line, or of a listing, that no guard has seen. */
export function boarding(state: Any, command: Any): Any {
  const { data, facts } = command;
  if (command.type !== 'move-line') return { type: 'listed', data: { manifest: data.manifest, line: data.line, batch: facts?.batch } };
  const { line, state: was } = state.line ?? {};
  return { type: data.to.toLowerCase().replaceAll('_', '-'), data: { ...data, line, was, batch: facts?.batch } };
}

export function older(rules: Aggregate<Any, Any>): Aggregate<Any, Any> {
  return {
    ...rules,
    decide: (state, command) => rules.decide(state?.facts ? { ...state, facts: { ...state.facts, as: 0 } } : state, command),
  };
}

export function positive({ states, ...delta }: Any): Any {
  return { ...delta, states: Object.fromEntries(Object.entries(states as Record<string, number>).filter(([, count]) => count > 0)) };
}

/** A case as somebody sees it who does not look at what was withdrawn. */
export function shown(event: Any): Any {
  const { declaration, stops: _stops, ...state } = event?.state ?? {};
  if (event?.kind !== 'CASE' || !declaration || !state.line) return event;
  const { withdrawn: _withdrawn, ...lasting } = declaration;
  return { ...event, state: { ...state, declaration: lasting, line: { ...state.line, state: 'LISTED' } } };
}
