import { type LocalFunction, localFunction } from './functions.ts';
import { region, type Stack } from './identities.ts';

export type FunctionSurroundings = {
  codeFolder(objectKey: string): string;
  logFile(name: string): string;
  endpoints: Record<string, string>;
  /** Endpoints of the services that stand in for nothing but themselves. */
  more?: Record<string, string>;
  accessKeyFor(values: string[]): string;
  concurrency: number;
};

/** The template's Node functions by logical id, each with the environment Lambda would give it and nothing else. */
export function startFunctions(
  stack: Stack,
  { codeFolder, logFile, endpoints, more, accessKeyFor, concurrency }: FunctionSurroundings,
): Record<string, LocalFunction> {
  const nodeFunctions = stack.of('AWS::Lambda::Function').filter(({ properties }) => String(properties.Runtime).startsWith('nodejs'));
  return Object.fromEntries(
    nodeFunctions.map(({ logicalId, properties }) => {
      const name = stack.ref(logicalId);
      const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
      const memoryMb = Number(properties.MemorySize ?? 128);
      const facts = {
        name,
        arn: stack.attribute(logicalId, 'Arn'),
        codeFolder: codeFolder((properties.Code as { S3Key: string }).S3Key),
        handler: String(properties.Handler),
        timeoutMs: Number(properties.Timeout ?? 3) * 1000,
        memoryMb,
        logFile: logFile(name),
        variables: {
          ...Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, String(value)])),
          ...endpoints,
          ...more,
          AWS_REGION: region,
          AWS_DEFAULT_REGION: region,
          AWS_ACCESS_KEY_ID: accessKeyFor(Object.values(Variables)),
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_LAMBDA_FUNCTION_NAME: name,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
          TZ: ':UTC',
        },
      };
      return [logicalId, localFunction(facts, concurrency)];
    }),
  );
}
