import { isRefusal } from '#shared/kernel/refusal.ts';
import { command } from '#shared/lambda/command-context.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Request, UseCase } from '#shared/lambda/http.ts';
import { type ChangeKeys, siteStore } from './domain/site-store.ts';
import { type By, type Deps, departmentsOf } from './lookups.ts';

type KeyChange = By & ChangeKeys['data'];

/** Keys of a store change hands; until a count that began afterwards, one is due (I-17). */
export const changeKeys: UseCase<Deps> = async ({ body, context }: Request<KeyChange>, { store, department }) => {
  const departments = await departmentsOf({ by: body.by, from: body.from, to: body.to }, department);
  if (isRefusal(departments)) return departments;
  const made = command(context, 'change-keys', body, { department: departments.by });
  if (isRefusal(made)) return made;
  const done = await store.execute(siteStore, body.site, made as ChangeKeys);
  return isRefusal(done) ? done : { body: { site: body.site, keySet: body.keySet, countDue: true, ...receiptOf(done.event) } };
};
