import { inbox } from '#shared/lambda/queue.ts';
import { openTable } from '#shared/lambda/runtime.ts';
import { readers } from './returns.ts';

const { store } = openTable();

export const handler = inbox({ readers, deps: { store } });
