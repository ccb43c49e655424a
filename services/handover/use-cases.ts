import type { enrolment } from '#shared/lambda/enrolment.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { EventWalk } from '#shared/lambda/event-walk.ts';
import type { UseCase } from '#shared/lambda/http.ts';
import { caseUseCases } from './case-use-cases.ts';
import { manifestUseCases } from './manifest-use-cases.ts';

export type Deps = {
  readonly store: EventStore;
  readonly walk: EventWalk;
  readonly department: ReturnType<typeof enrolment>;
  readonly identityKey: string;
};

export const useCases: Readonly<Record<string, UseCase<Deps>>> = { ...caseUseCases, ...manifestUseCases };
