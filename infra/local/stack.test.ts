import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LocalFunction } from './functions.ts';
import { type LocalStack, startStack } from './stack.ts';
import { openStreamWriter } from './stream-log.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const assembly = fileURLToPath(new URL('./sample', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'local-stack-'));
const boot = () => startStack({ assembly, data, openapi: { openapi: '3.1.0' } });
let stack: LocalStack;
let sqs: SQSClient;

const connect = () =>
  new SQSClient({ endpoint: stack.sqsUrl, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

beforeAll(async () => {
  stack = await boot();
  sqs = connect();
});
afterAll(async () => {
  await stack.stop();
  rmSync(data, { recursive: true });
});

async function call(
  method: string,
  path: string,
  { client = 'Writer', headers = {}, body }: { client?: string; headers?: object; body?: string } = {},
) {
  const authorization = `Bearer ${await stack.mintToken(client)}`;
  return fetch(stack.url + path, { method, headers: { authorization, ...headers }, body });
}
// biome-ignore lint/suspicious/noExplicitAny: what a function of the sample answers
const json = async (response: Response | Promise<Response>): Promise<any> => (await response).json();
const times = async (id: string) => (await json(call('GET', `/things/${id}`))).times;
const send = (message: object) =>
  sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrls.Inbox, MessageBody: JSON.stringify(message) }));
const receive = async (queue: string) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.queueUrls[queue], MaxNumberOfMessages: 10 }))).Messages ?? [];

test('what is stored is announced through the stream and the queue, once', async () => {
  expect((await call('POST', '/things/one')).status).toBe(201);
  await stack.idle();
  expect(await times('one')).toBe(1);
});

test('a route wants a token of the issuer, for a client of the audience, with its scope', async () => {
  const status = async (authorization?: string) =>
    (await fetch(`${stack.url}/things/two`, { method: 'POST', headers: authorization ? { authorization } : {} })).status;
  expect(await status()).toBe(401);
  expect(await status('Bearer nonsense')).toBe(401);
  expect(await status(`Bearer ${await stack.mintToken('Outsider')}`)).toBe(401);
  expect(await status(`Bearer ${await stack.mintToken('Writer', undefined, -1)}`)).toBe(401);
  expect(await status(`Bearer ${await stack.mintToken('Reader')}`)).toBe(403);
  expect(await status(`Bearer ${await stack.mintToken('Writer', ['things/read'])}`)).toBe(403);
  expect(await times('two')).toBe(0);
});

test('of a token the signature, issuer, audience and times all count, and `aud` goes before `client_id`', async () => {
  const key = createPrivateKey(JSON.parse(readFileSync(join(data, 'kept.json'), 'utf8'))['issuer key']);
  const claims = JSON.parse(Buffer.from(String((await stack.mintToken('Reader')).split('.')[1]), 'base64url').toString());
  const status = async (changes: object, signedWith = key) => {
    const token = await new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: 'RS256', kid: 'local' }).sign(signedWith);
    return (await fetch(`${stack.url}/things/none`, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  expect(await status({})).toBe(200);
  expect(await status({ aud: claims.client_id, client_id: 'other' })).toBe(200);
  expect(await status({ aud: 'other' })).toBe(401);
  expect(await status({ client_id: 'other' })).toBe(401);
  expect(await status({ iss: 'https://elsewhere.invalid' })).toBe(401);
  expect(await status({ nbf: claims.iat + 600 })).toBe(401);
  expect(await status({ exp: undefined })).toBe(401);
  expect(await status({}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)).toBe(401);
});

test('the token endpoint gives a client its scopes, or fewer, never more', async () => {
  const reader = stack.clients.find(({ name }) => name === 'Reader');
  const ask = async (form: Record<string, string>, secret = reader?.secret) => {
    const authorization = `Basic ${btoa(`${reader?.id}:${secret}`)}`;
    const response = await fetch(`${stack.url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: await json(response) };
  };
  const { body } = await ask({ grant_type: 'client_credentials' });
  const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
  expect(claims).toMatchObject({ client_id: reader?.id, scope: 'things/read', token_use: 'access' });
  expect(claims).not.toHaveProperty('aud');
  expect(await ask({ grant_type: 'client_credentials', scope: 'things/write' })).toEqual({ status: 400, body: { error: 'invalid_scope' } });
  expect(await ask({ grant_type: 'client_credentials' }, 'wrong')).toEqual({ status: 400, body: { error: 'invalid_client' } });
  expect(await ask({ grant_type: 'password' })).toEqual({ status: 400, body: { error: 'unsupported_grant_type' } });
});

test('a function sees payload format 2.0, text as text and anything else as base64', async () => {
  const echo = async (contentType: string | undefined, body: string) =>
    json(call('POST', '/echo?a=1&a=2&b=%D8%B9', { headers: contentType ? { 'content-type': contentType } : {}, body }));
  const event = await echo('application/json; charset=utf-8', '{"a":"ع"}');
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'POST /echo',
    rawPath: '/echo',
    rawQueryString: 'a=1&a=2&b=%D8%B9',
    queryStringParameters: { a: '1,2', b: 'ع' },
    body: '{"a":"ع"}',
    isBase64Encoded: false,
    requestContext: {
      http: { method: 'POST' },
      stage: '$default',
      authorizer: { jwt: { claims: { scope: 'things/read things/write' }, scopes: ['things/write'] } },
    },
  });
  expect(await echo('text/csv', 'a,b')).toMatchObject({ body: 'a,b', isBase64Encoded: false });
  expect(await echo('application/x-ndjson', '{}\n')).toMatchObject({ body: btoa('{}\n'), isBase64Encoded: true });
});

test('an unknown path, an unknown method and a body over ten megabytes are refused by the gateway', async () => {
  expect((await call('GET', '/nowhere')).status).toBe(404);
  expect((await call('DELETE', '/things/one')).status).toBe(404);
  expect((await call('POST', '/echo', { body: 'x'.repeat(10 * 1024 * 1024 + 1) })).status).toBe(413);
  expect((await call('POST', '/echo', { headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(7 * 1024 * 1024) })).status).toBe(413);
});

test('a process killed while it has an invocation in hand takes it along, and the next one is served by another process', async () => {
  const api = stack.functions.Api as LocalFunction;
  expect(api.atWork()).toEqual([]);
  const response = call('POST', '/misbehave', { headers: { 'content-type': 'text/plain' }, body: 'hang' });
  await expect.poll(() => api.atWork().length).toBe(1);
  expect(await api.atWork()[0]?.kill()).toBe(true);
  expect((await response).status).toBe(500);
  expect(api.atWork()).toEqual([]);
  expect((await call('POST', '/echo')).status).toBe(200);
});

test('a function that throws, dies, hangs or says too much fails its own request only', async () => {
  for (const body of ['throw', 'exit', 'hang', 'big']) {
    const response = await call('POST', '/misbehave', { headers: { 'content-type': 'text/plain' }, body });
    expect([body, response.status, await response.json()]).toEqual([body, 500, { message: 'Internal Server Error' }]);
  }
  expect((await call('GET', '/things/one')).status).toBe(200);
  const log = readFileSync(join(data, 'logs', 'Sample-Api.log'), 'utf8');
  expect(log).toContain('asked to throw');
  expect(log).toContain('Runtime exited with code 7');
  expect(log).toContain('Task timed out after 2.00 seconds');
});

test('a function has the environment of the template and of Lambda, and nothing of the caller', async () => {
  const { environment } = await json(call('POST', '/environment'));
  expect(Object.keys(environment).sort()).toEqual([
    'AWS_ACCESS_KEY_ID',
    'AWS_DEFAULT_REGION',
    'AWS_ENDPOINT_URL_DYNAMODB',
    'AWS_ENDPOINT_URL_KMS',
    'AWS_ENDPOINT_URL_S3',
    'AWS_ENDPOINT_URL_SQS',
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
    'AWS_LAMBDA_FUNCTION_NAME',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'SECRET',
    'TABLE',
    'TZ',
  ]);
  expect(environment.SECRET).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(environment.TABLE).toBe('Sample-Table');
});

test('of a batch only what failed comes again, and ends in the dead-letter queue when it never succeeds', async () => {
  await Promise.all([send({ id: 'good' }), send({ id: 'late', failures: 2 }), send({ id: 'bad', failures: 99 })]);
  await stack.idle();
  expect([await times('good'), await times('late'), await times('bad')]).toEqual([1, 1, 0]);
  expect((await receive('Dead')).map(({ Body }) => JSON.parse(String(Body)).id)).toEqual(['bad']);
});

test('what the stream cannot deliver is split off, told to the destination without its content, and the rest goes on', async () => {
  await Promise.all(['before', 'poison', 'after'].map((id) => call('POST', `/things/${id}`)));
  await stack.idle();
  // A batch that failed is sent again in halves, so what shared it with the poison may be announced twice.
  expect(Math.min(await times('before'), await times('after'))).toBeGreaterThanOrEqual(1);
  expect(await times('poison')).toBe(0);
  const told = await receive('Unannounced');
  expect(told).toHaveLength(1);
  expect(JSON.parse(String(told[0]?.Body))).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    DDBStreamBatchInfo: { batchSize: 1 },
  });
  expect(told[0]?.Body).not.toContain('THING');
});

test('a second stack on the same folder is refused', async () => {
  await expect(boot()).rejects.toThrow('Another local stack is using');
});

test('after a crash between a write and its record the write is read back and announced', async () => {
  await call('POST', '/things/crashed');
  await stack.idle();
  const [secret, clients] = [stack.outputs.Secret, stack.clients];
  await stack.stop();

  const log = openStreamWriter(join(data, 'streams.db'), () => undefined);
  const key = (id: string) => [{ pk: { S: `THING#${id}` }, sk: { S: '1' } }];
  await log.note('Sample-Table', key('crashed'));
  await log.note('Sample-Table', key('never-stored'));
  log.close();

  stack = await boot();
  sqs = connect();
  await stack.idle();
  expect([await times('crashed'), await times('never-stored'), await times('one')]).toEqual([2, 0, 1]);
  expect([stack.outputs.Secret, stack.clients]).toEqual([secret, clients]);
});
