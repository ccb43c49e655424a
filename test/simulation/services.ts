import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { SERVICE_NAMES, type ServiceName } from '#shared/contracts/envelope.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import { type EventStore, eventStore, type Guard } from '#shared/lambda/event-store.ts';
import { type EventWalk, eventWalk } from '#shared/lambda/event-walk.ts';
import { type ApiDeps, api, type UseCase } from '#shared/lambda/http.ts';
import { operationRoutes, operationUseCases } from '#shared/lambda/operations.ts';
import { type Outbox, outbox } from '#shared/lambda/outbox.ts';
import { inbox, type Reader } from '#shared/lambda/queue.ts';
import type { Route } from '#shared/lambda/route.ts';
import type { Chance } from '#test/scenario/chance.ts';
import { announces as custodySays } from '../../services/custody/announcements.ts';
import { twoPersonsGuard } from '../../services/custody/append-guard.ts';
import { readers as custodyReaders } from '../../services/custody/facts.ts';
import { followUp as custodyFollowUp } from '../../services/custody/follow-ups.ts';
import { lookups as custodyLookups } from '../../services/custody/lookups.ts';

import { reads as custodyReads } from '../../services/custody/reads.ts';
import { routes as custodyRoutes } from '../../services/custody/routes.ts';
import { projects as custodyRows } from '../../services/custody/store.ts';
import { useCases as custodyUseCases } from '../../services/custody/use-cases.ts';
import { caseSayings } from '../../services/handover/case-announcements.ts';
import { caseReaders } from '../../services/handover/case-readers.ts';
import { manifestSayings } from '../../services/handover/manifest-announcements.ts';
import { manifestReaders } from '../../services/handover/manifest-readers.ts';
import { reads as handoverReads } from '../../services/handover/reads.ts';
import { routes as handoverRoutes } from '../../services/handover/routes.ts';
import { projects as handoverRows } from '../../services/handover/store.ts';
import { useCases as handoverUseCases } from '../../services/handover/use-cases.ts';
import { announces as registrationSays } from '../../services/registration/announcements.ts';
import { followUp } from '../../services/registration/follow-ups.ts';
import { reads as registrationReads } from '../../services/registration/reads.ts';
import { readers as registrationReaders } from '../../services/registration/returns.ts';
import { routes as registrationRoutes } from '../../services/registration/routes.ts';
import { projects as registrationRows } from '../../services/registration/store.ts';
import { useCases as registrationUseCases } from '../../services/registration/use-cases.ts';
import { type Plant, planted } from './plant.ts';

export const IDENTITY_KEY = 'a key for the simulation only';

// biome-ignore lint/suspicious/noExplicitAny: each of the three functions has an event and a result of its own
export type Handler = (event: any, context: Context) => Promise<any>;
export type Handlers = { readonly api: Handler; readonly inbox: Handler; readonly outbox: Handler };
type Ports = {
  readonly client: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly plant?: Plant | undefined;
  readonly seen: (code: string) => void;
  readonly draw: Chance;
};
export type Service = { readonly routes: readonly Route[]; handler(kind: keyof Handlers, ports: Ports): Handler };

type Table = { store: EventStore; walk: EventWalk };
type Wiring<D extends ApiDeps> = {
  readonly name: ServiceName;
  readonly routes: readonly Route[];
  readonly useCases: Readonly<Record<string, UseCase<D>>>;
  readonly deps: (table: Table) => D;
  readonly readers: Readonly<Record<string, Reader<D>>>;
  readonly heads: readonly string[];
  readonly announces: Outbox['announces'];
  readonly projects: Outbox['projects'];
  readonly follows?: (store: EventStore) => Outbox['follows'];
  readonly guard?: Guard;
};

/** A service's three functions, wired as its entry files wire them, on the ports they are given. */
function service<D extends ApiDeps>({
  name,
  routes: own,
  useCases,
  deps,
  readers,
  heads,
  announces,
  projects,
  follows,
  guard,
}: Wiring<D>): Service {
  const operated = own.some(({ use }) => use === 'startOperation');
  const routes = operated ? own : [...own, ...operationRoutes(name)];
  const queues = Object.fromEntries(SERVICE_NAMES.map((each) => [each, each]));
  return {
    routes,
    handler(kind, { client, sqs, plant, seen }) {
      const at = { client, table: name };
      const walk = eventWalk(at);
      const bug = planted(plant);
      const open = (): Table => ({ store: watched(bug.store(name, eventStore({ ...at, guard })), seen), walk });
      const table = open();
      const publisher: Outbox = {
        service: name,
        heads,
        announces,
        projects,
        ...(follows && { follows: follows(table.store) as NonNullable<Outbox['follows']> }),
      };
      const made: Record<keyof Handlers, () => Handler> = {
        api: () =>
          api({
            routes,
            useCases: bug.useCases(name, { ...useCases, ...operationUseCases }) as typeof useCases,
            deps: deps(table),
          }) as Handler,
        inbox: () => bug.inbox(name, inbox({ readers: bug.readers(name, readers) as typeof readers, deps: deps(table) }) as Handler),
        outbox: () => bug.outbox(name, outbox(bug.publisher(publisher), { ...table, sqs, queues, walkPage: 60 }) as Handler),
      };
      return made[kind]();
    },
  };
}

/** The store, telling which refusals came out of it. */
function watched(store: EventStore, seen: (code: string) => void): EventStore {
  return {
    ...store,
    execute: async (...asked) => {
      const done = await store.execute(...asked);
      if (isRefusal(done)) seen(done.code);
      return done;
    },
  };
}

export const SERVICES: Readonly<Record<ServiceName, Service>> = {
  registration: service({
    name: 'registration',
    routes: registrationRoutes,
    useCases: { ...registrationUseCases, ...registrationReads },
    deps: ({ store, walk }) => ({ store, walk, department: enrolment(store), identityKey: IDENTITY_KEY }),
    readers: registrationReaders,
    heads: ['PERSON', 'BED'],
    announces: registrationSays,
    projects: registrationRows,
    follows: (store) => (events) => followUp(store, events),
  }),
  custody: service({
    name: 'custody',
    routes: custodyRoutes,
    useCases: { ...custodyUseCases, ...custodyReads },
    deps: custodyLookups,
    readers: custodyReaders,
    heads: ['WEAPON', 'LOT', 'DEPOSITOR'],
    announces: custodySays,
    projects: custodyRows,
    follows: (store) => (events) => custodyFollowUp(store, events),
    guard: twoPersonsGuard,
  }),
  handover: service({
    name: 'handover',
    routes: handoverRoutes,
    useCases: { ...handoverUseCases, ...handoverReads },
    deps: ({ store, walk }) => ({ store, walk, department: enrolment(store), identityKey: IDENTITY_KEY }),
    readers: { ...caseReaders, ...manifestReaders },
    heads: ['CASE', 'WEAPON', 'LOT'],
    announces: (event) => [...caseSayings(event), ...manifestSayings(event)],
    projects: handoverRows,
  }),
};
