import { exportEvents } from '#shared/lambda/events-export.ts';
import type { UseCase } from '#shared/lambda/http.ts';
import { caseReads } from './case-reads.ts';
import { manifestReads } from './manifest-reads.ts';
import type { Deps } from './use-cases.ts';

export const reads: Readonly<Record<string, UseCase<Deps>>> = { ...caseReads, ...manifestReads, exportEvents };
