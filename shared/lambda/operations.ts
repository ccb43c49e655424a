import * as z from 'zod';
import type { ServiceName } from '#shared/contracts/envelope.ts';
import { operation } from '#shared/kernel/operation.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { instant } from './command-context.ts';
import type { EventStore } from './event-store.ts';
import { receiptOf } from './events-export.ts';
import type { Answer, Request } from './http.ts';
import type { Route } from './route.ts';

const document = z
  .strictObject({ operation: z.enum(['rebuild', 're-announce']), from: instant, to: instant.optional() })
  .refine(({ from, to }) => !to || Date.parse(from) <= Date.parse(to), { message: 'from is not after to', path: ['from'] });

/** The routes by which the people who run a service have its events walked again. */
export function operationRoutes(service: ServiceName): Route[] {
  return [
    {
      method: 'POST',
      path: `/${service}/operations`,
      scope: 'amana/admin',
      status: 202,
      use: 'startOperation',
      body: document,
      summary: 'Rebuild the projections, or announce again, from the events',
    },
    {
      method: 'GET',
      path: `/${service}/operations/{operation}`,
      scope: 'amana/admin',
      use: 'showOperation',
      summary: 'How far an operation is',
    },
  ];
}

async function startOperation(
  { body, context }: Request<z.output<typeof document>>,
  { store }: { store: EventStore },
): Promise<Answer | Refusal> {
  const { recordedAt, id, client } = context;
  const data = { ...body, to: body.to ?? recordedAt };
  if (Date.parse(data.from) > Date.parse(data.to))
    return refuse('SPAN_REVERSED', 'The span ends before it begins.', { status: 422, field: 'from' });
  const command = { id, type: 'start' as const, at: recordedAt, recordedAt, actor: { client }, data };
  const done = await store.execute(operation, id, command);
  return isRefusal(done) ? done : { body: { operation: id, ...receiptOf(done.event) } };
}

async function showOperation({ params }: Request, { store }: { store: EventStore }): Promise<Answer | Refusal> {
  const head = await store.newest('OPERATION', params.operation ?? '');
  return head
    ? { body: { id: head.id, ...(head.state as object) } }
    : refuse('OPERATION_UNKNOWN', 'There is no such operation.', { status: 404 });
}

export const operationUseCases = { startOperation, showOperation };
