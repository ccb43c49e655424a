import { readAssembly } from './assembly.ts';
import { authorizer } from './authorizer.ts';
import { openDataFolder } from './data-folder.ts';
import { type LocalFunction, localFunction } from './functions.ts';
import { listen, type Target } from './gateway.ts';
import { account, nameResources, region, type Stack } from './identities.ts';
import { type Client, startIssuer } from './issuer.ts';
import { startMappings, streamReaders } from './mappings.ts';
import { queueAttributes, startSqs } from './queues.ts';
import { routeTable } from './route-table.ts';
import { startTables } from './tables.ts';

export type StackOptions = {
  /** A synthesized cloud assembly with one stack. */
  assembly: string;
  /** Folder for everything that survives; one stack at a time. */
  data: string;
  /** Of the HTTP API; 0 for any free one. */
  port?: number;
  /** A DynamoDB to use in place of the stack's own. */
  dynamodbEndpoint?: string;
  /** Execution environments a function may have at a time. */
  concurrency?: number;
  log?: (line: string) => void;
  /** Served at GET /openapi.json by the stack itself. */
  openapi?: object;
};

export type LocalStack = {
  url: string;
  dynamodbUrl: string;
  sqsUrl: string;
  outputs: Record<string, unknown>;
  /** Table names, queue URLs and functions by logical id. */
  tables: Record<string, string>;
  queueUrls: Record<string, string>;
  functions: Record<string, LocalFunction>;
  /** Credentials that reach a table at `dynamodbUrl`. */
  accessKeyOf(tableName: string): string;
  /** The clients of the local issuer, with their secrets. */
  clients: Client[];
  /** A token for a client, by name or id; all its scopes unless some are named. */
  mintToken(client: string, scopes?: string[], lifetimeSeconds?: number): Promise<string>;
  /** Resolves once nothing runs, streams are drained and every queue that has a consumer is empty, in flight included. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** Runs a synthesized template on 127.0.0.1. Throws a sentence when it holds something this stack cannot stand in for. */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const { concurrency = 2, log = () => undefined } = options;
  const assembly = readAssembly(options.assembly);
  const data = openDataFolder(options.data);
  const started: (() => Promise<void> | void)[] = [() => data.release()];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };

  try {
    const gateway = await listen(options.port ?? 0);
    started.push(() => {
      gateway.server.close();
      gateway.server.closeAllConnections();
    });
    const sqs = await startSqs(data.path('sqs'), 0);
    started.push(sqs.stop);

    const stack = nameResources(assembly.template, assembly.stackName, data, { sqsUrl: sqs.url, apiUrl: gateway.url });
    const names = (type: string) => Object.fromEntries(stack.of(type).map(({ logicalId }) => [logicalId, stack.ref(logicalId)]));
    // Dead-letter queues before the queues that name them makes no difference to fauxqs: it looks them up when needed.
    for (const { logicalId, properties } of stack.of('AWS::SQS::Queue'))
      sqs.ensure(stack.attribute(logicalId, 'QueueName'), queueAttributes(properties));

    const tables = await startTables({ stack, data, endpoint: options.dynamodbEndpoint, readers: streamReaders(stack), onFailure: log });
    started.push(tables.stop);
    const functions = startFunctions(stack, {
      codeFolder: assembly.codeFolder,
      logFile: (name) => data.path('logs', `${name}.log`),
      endpoints: { AWS_ENDPOINT_URL_DYNAMODB: tables.url, AWS_ENDPOINT_URL_SQS: sqs.url },
      accessKeyFor: (values) => {
        const named = Object.values(names('AWS::DynamoDB::Table')).find((table) => values.includes(table));
        return named ? tables.accessKeyOf(named) : 'local';
      },
      concurrency,
    });
    const all = Object.values(functions);
    const mappings = startMappings(stack, sqs, tables, all, concurrency);
    started.push(async () => {
      const mapped = mappings.stop();
      await Promise.all(all.map((each) => each.stop()));
      await mapped;
    });

    const issuer = startIssuer(stack, data);
    const stage = String(stack.of('AWS::ApiGatewayV2::Stage')[0]?.properties.StageName ?? '$default');
    gateway.open({ routes: routeTable(routesOf(stack, all, issuer)), stage, issuer, openapi: options.openapi });
    log(`Listening on ${gateway.url}`);

    const quiet = () => gateway.busy() === 0 && all.every((each) => each.busy() === 0) && mappings.quiet();
    return {
      url: gateway.url,
      dynamodbUrl: tables.url,
      sqsUrl: sqs.url,
      outputs: stack.outputs(),
      tables: names('AWS::DynamoDB::Table'),
      queueUrls: names('AWS::SQS::Queue'),
      functions,
      accessKeyOf: tables.accessKeyOf,
      clients: issuer.clients,
      mintToken: (client, scopes, seconds) => {
        const found = issuer.clients.find(({ name, id }) => name === client || id === client);
        if (!found) throw new Error(`The template has no client ${client}`);
        return issuer.mint(found, scopes, seconds);
      },
      idle: () => stable(quiet, tables.settleMs),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Surroundings = {
  codeFolder(objectKey: string): string;
  logFile(name: string): string;
  endpoints: Record<string, string>;
  accessKeyFor(values: string[]): string;
  concurrency: number;
};

function startFunctions(
  stack: Stack,
  { codeFolder, logFile, endpoints, accessKeyFor, concurrency }: Surroundings,
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

/** The HTTP API's routes, each with the function behind it and its authorizer. */
function routesOf(
  stack: Stack,
  functions: LocalFunction[],
  issuer: ReturnType<typeof startIssuer>,
): { routeKey: string; target: Target }[] {
  const authorizers = new Map(
    stack.of('AWS::ApiGatewayV2::Authorizer').map(({ logicalId, properties }) => {
      if (properties.AuthorizerType !== 'JWT')
        throw new Error(`${logicalId} is a ${properties.AuthorizerType} authorizer; this stack has JWT only`);
      const { Issuer = '', Audience = [] } = properties.JwtConfiguration as { Issuer?: string; Audience?: string[] };
      return [stack.ref(logicalId), authorizer({ issuer: Issuer, audience: Audience }, issuer)];
    }),
  );
  const integrations = new Map(
    stack.of('AWS::ApiGatewayV2::Integration').map(({ logicalId, properties }) => [stack.ref(logicalId), properties]),
  );

  return stack.of('AWS::ApiGatewayV2::Route').map(({ logicalId, properties }) => {
    const integration = integrations.get(String(properties.Target).replace('integrations/', ''));
    if (integration?.IntegrationType !== 'AWS_PROXY') throw new Error(`${logicalId} does not lead to a function`);
    if (integration.PayloadFormatVersion !== '2.0')
      throw new Error(`${logicalId} uses payload format ${integration.PayloadFormatVersion}; this stack speaks 2.0`);
    const uri = String(integration.IntegrationUri);
    const run = functions.find(({ arn }) => uri === arn || uri.includes(`${arn}/invocations`));
    if (!run) throw new Error(`${logicalId} leads to ${uri}, which is not a function of the template in account ${account}`);
    const type = String(properties.AuthorizationType ?? 'NONE');
    if (type !== 'JWT' && type !== 'NONE') throw new Error(`${logicalId} asks for ${type} authorization; this stack has JWT only`);
    const authorize = type === 'JWT' ? authorizers.get(String(properties.AuthorizerId)) : undefined;
    if (type === 'JWT' && !authorize) throw new Error(`${logicalId} names an authorizer the template does not have`);
    const target: Target = {
      run,
      authorize,
      scopes: (properties.AuthorizationScopes ?? []) as string[],
      timeoutMs: Number(integration.TimeoutInMillis ?? 30_000),
    };
    return { routeKey: String(properties.RouteKey), target };
  });
}

async function stable(quiet: () => boolean, forMs: number): Promise<void> {
  let since = Date.now();
  while (Date.now() - since < forMs) {
    await new Promise((resume) => setTimeout(resume, 20));
    if (!quiet()) since = Date.now();
  }
}
