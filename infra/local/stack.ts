import { rmSync, writeFileSync } from 'node:fs';
import { readAssembly } from './assembly.ts';
import { openDataFolder } from './data-folder.ts';
import { startFunctions } from './function-resources.ts';
import type { LocalFunction } from './functions.ts';
import { listen } from './gateway.ts';
import { routesOf } from './http-api.ts';
import { nameResources } from './identities.ts';
import { type Client, clientNamed, startIssuer } from './issuer.ts';
import { startKms } from './kms.ts';
import { startMappings, streamReaders } from './mappings.ts';
import { queueAttributes, startSqs } from './queues.ts';
import { routeTable } from './route-table.ts';
import { startSchedules } from './schedules.ts';
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
  /** Where the functions find DynamoDB and SQS, when something stands in between. */
  through?: { dynamodb: string; sqs: string };
  /** Execution environments a function may have at a time. */
  concurrency?: number;
  log?: (line: string) => void;
  /** Served at GET /openapi.json by the stack itself. */
  openapi?: object;
};

export type LocalStack = {
  pid: number;
  url: string;
  tokenUrl: string;
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
  /** A token for a client, by its name in the template or in CDK (`joint-operations`); all its scopes unless some are named. */
  mintToken(client: string, scopes?: string[], lifetimeSeconds?: number): Promise<string>;
  /** Resolves once nothing runs, streams are drained and every queue that has a consumer is empty, in flight included. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** Runs a synthesized template on 127.0.0.1. Throws a sentence when it holds something this stack cannot stand in for. */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const { concurrency = 2, through, log = () => undefined } = options;
  const assembly = readAssembly(options.assembly);
  const data = openDataFolder(options.data);
  const started: (() => Promise<void> | void)[] = [() => data.release()];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        log(`Stopping: ${String((error as Error).stack ?? error)}`);
      }
    }
  };

  try {
    const gateway = await listen(options.port ?? 0, data.path('logs', 'access.log'), log);
    started.push(gateway.close);
    const sqs = await startSqs(data.path('sqs'), 0);
    started.push(sqs.stop);

    const places = { sqsUrl: through?.sqs ?? sqs.url, apiUrl: gateway.url };
    const stack = nameResources(assembly.template, assembly.stackName, data, places);
    const names = (type: string) => Object.fromEntries(stack.of(type).map(({ logicalId }) => [logicalId, stack.ref(logicalId)]));
    for (const { logicalId, properties } of stack.of('AWS::SQS::Queue')) {
      sqs.ensure(stack.attribute(logicalId, 'QueueName'), queueAttributes(properties));
    }
    for (const bucket of Object.values(names('AWS::S3::Bucket'))) sqs.bucket(bucket);
    const kms = await startKms(stack, data);
    started.push(kms.stop);

    const tables = await startTables({ stack, data, endpoint: options.dynamodbEndpoint, readers: streamReaders(stack), onFailure: log });
    started.push(tables.stop);
    const functions = startFunctions(stack, {
      codeFolder: assembly.codeFolder,
      logFile: (name) => data.path('logs', `${name}.log`),
      endpoints: { AWS_ENDPOINT_URL_DYNAMODB: through?.dynamodb ?? tables.url, AWS_ENDPOINT_URL_SQS: through?.sqs ?? sqs.url },
      accessKeyFor: (values) => {
        const named = Object.values(names('AWS::DynamoDB::Table')).find((table) => values.includes(table));
        return named ? tables.accessKeyOf(named) : 'local';
      },
      concurrency,
      more: { AWS_ENDPOINT_URL_KMS: kms.url, AWS_ENDPOINT_URL_S3: sqs.url },
    });
    const all = Object.values(functions);
    const mappings = startMappings({ stack, sqs, tables, functions: all, concurrency, log });
    started.push(startSchedules(stack, all));
    started.push(async () => {
      const mapped = mappings.stop();
      await Promise.all(all.map((each) => each.stop()));
      await mapped;
    });

    const issuer = startIssuer(stack, data);
    const stage = String(stack.of('AWS::ApiGatewayV2::Stage')[0]?.properties.StageName ?? '$default');
    gateway.open({ routes: routeTable(routesOf(stack, all, issuer)), stage, issuer, openapi: options.openapi });

    const quiet = () => gateway.busy() === 0 && all.every((each) => each.busy() === 0) && mappings.quiet();
    const found = {
      pid: process.pid,
      url: gateway.url,
      tokenUrl: `${gateway.url}/oauth2/token`,
      dynamodbUrl: tables.url,
      sqsUrl: sqs.url,
      outputs: stack.outputs(),
      tables: names('AWS::DynamoDB::Table'),
      queueUrls: names('AWS::SQS::Queue'),
    };
    // For whoever works on the running stack from another process; it has the clients' secrets.
    const { tables: tableNames } = found;
    const keys = Object.fromEntries(Object.values(tableNames).map((table) => [table, tables.accessKeyOf(table)]));
    const told = { ...found, accessKeys: keys, clients: issuer.clients };
    writeFileSync(data.path('endpoints.json'), `${JSON.stringify(told, null, 2)}\n`, { mode: 0o600 });
    started.push(() => rmSync(data.path('endpoints.json'), { force: true }), gateway.close);
    log(`Listening on ${gateway.url}`);

    return {
      ...found,
      functions,
      accessKeyOf: tables.accessKeyOf,
      clients: issuer.clients,
      mintToken: (client, scopes, seconds) => issuer.mint(clientNamed(issuer.clients, client), scopes, seconds),
      idle: () => stable(quiet, tables.settleMs),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stable(quiet: () => boolean, forMs: number): Promise<void> {
  let since = Date.now();
  while (Date.now() - since < forMs) {
    await new Promise((resume) => setTimeout(resume, 20));
    if (!quiet()) since = Date.now();
  }
}
