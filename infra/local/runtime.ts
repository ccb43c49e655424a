import { createRequire } from 'node:module';
import { join } from 'node:path';

// What runs inside one execution environment: loads the handler, answers one invocation after another.
// Arguments: the code folder and the handler's name as the template gives it (`index.handler`).

type Handler = (event: unknown, context: object, callback: (error: unknown, result?: unknown) => void) => unknown;
export type Call = { id: string; event: string; deadline: number; arn: string };
export type Reply = { id: string; result?: string; error?: { errorType: string; errorMessage: string; trace?: string[] } };

const [folder = '', handlerName = ''] = process.argv.slice(2);
const [file = '', exported = ''] = handlerName.split('.');
// The stack decides when a function ends: by going away itself, not by a Ctrl-C that reaches the whole group.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);

const { [exported]: handler } = createRequire(join(folder, '/'))(join(folder, file)) as Record<string, Handler>;
if (typeof handler !== 'function') throw new Error(`${handlerName} is not a function`);

function invoke({ event, id, deadline, arn }: Call): Promise<unknown> {
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';
  return new Promise((settle, reject) => {
    const context = {
      awsRequestId: id,
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: String(process.pid),
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    const answer = (handler as Handler)(JSON.parse(event), context, (error, result) => (error ? reject(error) : settle(result)));
    if (answer instanceof Promise) answer.then(settle, reject);
  });
}

process.on('message', (call: Call) => {
  const reply = (message: Omit<Reply, 'id'>) => process.send?.({ id: call.id, ...message });
  invoke(call).then(
    (result) => reply({ result: JSON.stringify(result ?? null) }),
    (error) => {
      console.error(error);
      reply({
        error: {
          errorType: error?.name ?? 'Error',
          errorMessage: String(error?.message ?? error),
          trace: String(error?.stack ?? '').split('\n'),
        },
      });
    },
  );
});

process.send?.('ready');
