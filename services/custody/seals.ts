import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Command } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { command, stepId } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Request, UseCase } from '#shared/lambda/http.ts';
import { type BreakSeal, type PutOn, seal } from './domain/seal.ts';
import { type By, type Deps, departmentsOf } from './lookups.ts';

const KEPT_MS = 2000;

/** Which seal is put on, and by which paper. */
export type Sealing = { readonly seal: string | undefined; readonly paper: string };

/**
 * Claims the seal that an act puts on a container: 409 SEAL_USED if it was put on elsewhere, by another paper, or is broken. An answer is
 * kept for two seconds, so that a batch into one container asks once.
 */
export function sealings(store: EventStore) {
  const fine = new Map<string, number>();
  return async function putUnder(
    { at, actor }: Command,
    { site, container }: { site: string; container?: string | undefined },
    { seal: name, paper }: Sealing,
  ): Promise<Refusal | undefined> {
    if (name === undefined || container === undefined) return undefined;
    const claim = `${site}|${container} ${paper}`;
    if ((fine.get(`${name} ${claim}`) ?? 0) > clock.ms()) return undefined;
    // As of a container: not the id of the act, whose corrected form would find this claim under other content.
    const id = stepId('name', claim, actor.client, actor.committee, actor.officer);
    const data = { seal: name, site, container, paper };
    const done = await store.execute(seal, name, { id, type: 'name', at, recordedAt: clock.now(), actor, data });
    if (isRefusal(done)) return done;
    fine.set(`${name} ${claim}`, clock.ms() + KEPT_MS);
    return undefined;
  };
}

/** An act of two officers on a seal of the register. */
function onSeal(type: 'put-on' | 'break'): UseCase<Deps> {
  return async ({ body, context }: Request<By & (PutOn | BreakSeal)['data']>, { store, department }) => {
    const departments = await departmentsOf({ by: body.by, second: body.second }, department);
    if (isRefusal(departments)) return departments;
    const made = command(context, type, body, { department: departments.by, facts: { secondDepartment: departments.second } });
    if (isRefusal(made)) return made;
    const done = await store.execute(seal, body.seal, made as PutOn | BreakSeal);
    return isRefusal(done) ? done : { body: { seal: body.seal, ...(done.event.state as object), ...receiptOf(done.event) } };
  };
}

export const sealUseCases: Readonly<Record<string, UseCase<Deps>>> = { putSeal: onSeal('put-on'), breakSeal: onSeal('break') };
