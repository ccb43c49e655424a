import { thumbprint } from '#shared/kernel/detached-jws.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Command, StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { command, stepId } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import type { EnrolKeyDocument, RevokeKeyDocument } from './documents.ts';
import { type EnrolKey, type OfficerKey, officerKey, publicKeyOf, type RetireKey, type RevokeKey } from './domain/officer-key.ts';
import { type Deps, departmentsOf } from './lookups.ts';
import { type KeyRow, OFFICER_KEYS } from './store.ts';

const KIND = officerKey.kind;

async function keyOf(store: EventStore, kid: string): Promise<OfficerKey | undefined> {
  return (await store.newest(KIND, kid))?.state as OfficerKey | undefined;
}

/** Registers an officer's own key, by another officer; with `replaces` it is a rotation, whose second step revokes the old key. */
const enrolKey: UseCase<Deps> = async ({ body, context }: Request<EnrolKeyDocument>, { store, department }) => {
  const { jwk, officer, committee, ...rest } = body;
  const key = publicKeyOf(jwk);
  if (isRefusal(key)) return key;
  const departments = await departmentsOf({ by: body.by, officer: { officer, committee } }, department);
  if (isRefusal(departments)) return departments;
  const kid = thumbprint(key);
  const { replaces } = rest;
  const facts = { replaced: replaces === undefined ? undefined : await keyOf(store, replaces) };
  const made = command(context, 'enrol-key', { ...rest, ...key, officer, committee }, { department: departments.by, facts });
  if (isRefusal(made)) return made;
  const done = await store.execute(officerKey, kid, made as unknown as EnrolKey);
  if (isRefusal(done)) return done;
  await retireReplaced(store, [done.event]);
  return { body: { kid, ...receiptOf(done.event) } };
};

const revokeKey: UseCase<Deps> = async ({ body, context }: Request<RevokeKeyDocument>, { store, department }) => {
  const { kid, ...rest } = body;
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const made = command(context, 'revoke-key', rest, { department: from });
  if (isRefusal(made)) return made;
  const done = await store.execute(officerKey, kid, made as unknown as RevokeKey);
  return isRefusal(done) ? done : { body: { kid, ...receiptOf(done.event) } };
};

/** The second step of rotations: also done by the outbox, should a crash come between. @throws when it has to be tried again. */
export async function retireReplaced(store: EventStore, events: readonly StoredEvent[]): Promise<void> {
  for (const { kind, id, data, at, actor } of events) {
    const { replaces } = data as EnrolKey['data'];
    if (kind !== KIND || replaces === undefined) continue;
    const retire: Command<'retire-key', RetireKey['data']> = {
      id: stepId('retire', id),
      type: 'retire-key',
      at,
      recordedAt: clock.now(),
      actor,
      data: { replacedBy: id },
    };
    const done = await store.execute(officerKey, replaces, retire);
    if (isRefusal(done)) throw new Error(`a replaced key was not revoked: ${done.code}`);
  }
}

const listKeys: UseCase<Deps> = async ({ query }: Request<unknown, { limit: number; cursor?: string }>, { store }) => {
  const { rows, next } = await store.rows.page<KeyRow>({ pk: OFFICER_KEYS, after: query.cursor, limit: query.limit });
  return { list: { items: rows.map(({ pk: _pk, sk: kid, ...key }) => ({ kid, ...key })), next } };
};

async function showKey({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const { kid = '' } = params;
  const found = await store.newest(KIND, kid);
  if (!found) return refuse('KEY_UNKNOWN', 'No officer is registered with this key.', { status: 404 });
  const { x, y, ...held } = found.state as OfficerKey;
  return { body: { kid, ...held, jwk: { kty: 'EC', crv: 'P-256', x, y } }, headers: { etag: `"${found.sequence}"` } };
}

export const keyUseCases: Readonly<Record<string, UseCase<Deps>>> = { enrolKey, revokeKey, listKeys, showKey };
