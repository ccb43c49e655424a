import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Operation, operation, type Work } from '#shared/kernel/operation.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { eventStore } from '#shared/lambda/event-store.ts';

/** Where a running stack's tables and queues are: the outputs of a deployment, or what the local stack says of itself. */
export type Place = {
  /** By output name: `CustodyTable`, `CustodyInbox`, `CustodyInboxDeadLetters`, … */
  readonly outputs: Readonly<Record<string, string>>;
  /** Of the local stack only. */
  readonly dynamodbUrl?: string;
  readonly sqsUrl?: string;
  readonly accessKeys?: Readonly<Record<string, string>>;
};

const SERVICES = ['registration', 'custody', 'handover'];
const title = (service: string) => service[0]?.toUpperCase() + service.slice(1);

function output({ outputs }: Place, name: string): string {
  const value = outputs[name];
  if (!value) throw new Error(`the stack has no output ${name}`);
  return value;
}

function local(accessKeyId = 'local') {
  return { region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'local' } };
}

/** Moves the dead letters of a service back to the queue they came from; sent before deleted, so that none is lost. Answers how many. */
export async function redrive(place: Place, service: string): Promise<number> {
  const sqs = new SQSClient(place.sqsUrl ? { endpoint: place.sqsUrl, ...local() } : {});
  let moved = 0;
  for (const queue of ['Inbox', 'Unannounced', ...(service === 'custody' ? ['Unsequenced'] : [])]) {
    const QueueUrl = output(place, `${title(service)}${queue}DeadLetters`);
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60, WaitTimeSeconds: 2 }),
      );
      if (Messages.length === 0) break;
      const sent = await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: output(place, `${title(service)}${queue}`),
          Entries: Messages.map(({ Body }, index) => ({ Id: String(index), MessageBody: Body ?? '' })),
        }),
      );
      const taken = (sent.Successful ?? []).map(({ Id }) => Messages[Number(Id)]?.ReceiptHandle ?? '');
      if (taken.length === 0) throw new Error('the queue took none of the messages');
      await sqs.send(
        new DeleteMessageBatchCommand({ QueueUrl, Entries: taken.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })) }),
      );
      moved += taken.length;
    }
  }
  return moved;
}

/** Has a service walk its events again (see `operation.ts`) and waits for the end. Answers the finished operation. */
export async function walkAgain(place: Place, service: string, work: Work): Promise<Operation> {
  const table = output(place, `${title(service)}Table`);
  const { dynamodbUrl, accessKeys } = place;
  const client = new DynamoDBClient(dynamodbUrl ? { endpoint: dynamodbUrl, ...local(accessKeys?.[table]) } : {});
  const store = eventStore({ client, table });
  const id = randomUUID();
  const now = new Date().toISOString();
  const started = await store.execute(operation, id, {
    id,
    type: 'start',
    at: now,
    recordedAt: now,
    actor: { client: 'operations' },
    data: work,
  });
  if (isRefusal(started)) throw new Error(started.detail);
  for (;;) {
    const state = (await store.newest('OPERATION', id))?.state as Operation;
    if (state.done) return state;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function placeFrom({ data, outputs }: { data: string; outputs?: string | undefined }): Place {
  const file = outputs ?? join(data, 'endpoints.json');
  try {
    const said = JSON.parse(readFileSync(file, 'utf8'));
    return outputs ? { outputs: said.Amana } : said;
  } catch {
    throw new Error(
      outputs ? `${file} is no outputs file of a deployment` : `no local stack runs on ${data}: npm start, or name --data or --outputs`,
    );
  }
}

const USAGE = 'usage: npm run redrive|rebuild -- SERVICE, npm run re-announce -- SERVICE FROM TO, each with --data DIR or --outputs FILE';

async function main([command = '', ...args]: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string', default: '.amana' }, outputs: { type: 'string' } },
  });
  const [service = '', from = '2024-01-01T00:00:00Z', to = new Date().toISOString()] = positionals;
  const [first, last] = [Date.parse(from), Date.parse(to)];
  if (!SERVICES.includes(service) || !(first <= last)) throw new Error(USAGE);
  const span = { from: new Date(first).toISOString(), to: new Date(last).toISOString() };
  const place = placeFrom(values);
  if (command === 'redrive') return `${await redrive(place, service)} messages are back in the queue they came from.`;
  if (command !== 'rebuild' && command !== 're-announce') throw new Error(USAGE);
  const { events, pages } = await walkAgain(place, service, { operation: command, ...span });
  return `${events} events of ${service} walked in ${pages} pages.`;
}

if (process.argv[1]?.endsWith('operations.ts')) {
  main(process.argv.slice(2)).then(
    (said) => process.stdout.write(`${said}\n`),
    (error: Error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
