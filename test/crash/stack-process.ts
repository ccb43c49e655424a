import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { type Killing, type Kind, startKilling } from './killer.ts';

// A local stack in a process of its own, so that all of it can be killed. It is told what to do over IPC.

export type Start = {
  readonly assembly: string;
  readonly data: string;
  readonly through?: { readonly dynamodb: string; readonly sqs: string };
  readonly killing?: Killing;
};
export type Order = 'settle' | 'spare' | 'stop';
export type Place = Pick<LocalStack, 'url' | 'clients' | 'dynamodbUrl' | 'sqsUrl' | 'tables' | 'outputs'>;
export type Word = { readonly ready: Place } | { readonly killed: Kind } | { readonly done: Order };

const say = (word: Word) => process.connected && process.send?.(word);
const { killing, ...options } = JSON.parse(process.argv[2] ?? '{}') as Start;
// With its parent gone there is nobody to work for.
process.once('disconnect', () => process.exit(1));

const stack = await startStack(options);
let spare: () => void = () => undefined;
if (killing) spare = startKilling(stack.functions, killing, (killed) => say({ killed }));

process.on('message', async (order: Order) => {
  if (order === 'spare') spare();
  if (order === 'settle') await stack.idle();
  if (order === 'stop') await stack.stop();
  say({ done: order });
  if (order === 'stop') process.disconnect();
});
const { url, clients, dynamodbUrl, sqsUrl, tables, outputs } = stack;
say({ ready: { url, clients, dynamodbUrl, sqsUrl, tables, outputs } });
