import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Place } from './stack-process.ts';

const SERVICES = ['registration', 'custody', 'handover'] as const;
const program = fileURLToPath(new URL('../../infra/operations.ts', import.meta.url));
const run = promisify(execFile);

/** Runs one of the commands of `docs/operations.md` on the stack of a data folder; answers the number that it begins to speak with. */
async function command(data: string, ...words: string[]): Promise<number> {
  const { stdout } = await run(process.execPath, [program, ...words, '--data', data]);
  const [, count] = /^(\d+) /.exec(stdout) ?? [];
  if (count === undefined) throw new Error(`${words.join(' ')} said: ${stdout}`);
  return Number(count);
}

/** The people who run the services, on the stack of a data folder. They count what they do. */
export function operators(data: string) {
  const did = { redriven: 0, reannounced: 0 };

  /** As the alarm asks: whichever service has dead letters gets them back. Answers whether any had. */
  async function redriveWhatIsDead(place: Place): Promise<boolean> {
    const before = did.redriven;
    for (const service of SERVICES) if ((await deadLetters(place, service)) > 0) did.redriven += await command(data, 'redrive', service);
    return did.redriven > before;
  }

  return {
    did,
    redriveWhatIsDead,
    redrive: async () => {
      const moved = await Promise.all(SERVICES.map((service) => command(data, 'redrive', service)));
      did.redriven += moved.reduce((sum, each) => sum + each, 0);
    },
    /** Everything that was recorded since a time, one service after the other. */
    reannounce: async (from: Date) => {
      const span = [from.toISOString(), new Date().toISOString()];
      for (const service of SERVICES) did.reannounced += await command(data, 're-announce', service, ...span);
    },
  };
}

/** Messages that wait in the dead-letter queues of a service. */
async function deadLetters({ sqsUrl, outputs }: Place, service: string): Promise<number> {
  const sqs = new SQSClient({
    endpoint: sqsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const name = `${service[0]?.toUpperCase()}${service.slice(1)}`;
  try {
    const counts = await Promise.all(
      ['Inbox', 'Unannounced'].map((queue) =>
        sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: String(outputs[`${name}${queue}DeadLetters`]),
            AttributeNames: ['ApproximateNumberOfMessages'],
          }),
        ),
      ),
    );
    return counts.reduce((sum, { Attributes }) => sum + Number(Attributes?.ApproximateNumberOfMessages ?? 0), 0);
  } finally {
    sqs.destroy();
  }
}
