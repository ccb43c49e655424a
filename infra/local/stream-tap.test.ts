import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DynaliteEngine, dynaliteEngine } from './dynalite-engine.ts';
import type { Pattern } from './event-pattern.ts';
import { openStreamReader, openStreamWriter, type StreamWriter } from './stream-log.ts';
import { streamTap } from './stream-tap.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-tap-'));
const file = join(folder, 'streams.db');
const engine: DynaliteEngine = await dynaliteEngine(join(folder, 'dynamodb'));
const reader = openStreamReader(file);
const TableName = 'Things';
const dynalite = (operation: string, body: object) => {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20241201T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
  };
  return engine.handle({ method: 'POST', url: '/', headers, body: Buffer.from(JSON.stringify(body)) });
};
const made: Pattern = { eventName: ['INSERT'], dynamodb: { NewImage: { type: { S: [{ exists: true }] } } } };
let log: StreamWriter;
let position = 0;

beforeAll(async () => {
  await dynalite('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  while (!(await dynalite('DescribeTable', { TableName })).body.includes('ACTIVE')) await new Promise((resume) => setTimeout(resume, 10));
});
beforeEach(() => {
  position = reader.last(TableName);
  log = openStreamWriter(file, () => undefined);
});
afterAll(async () => {
  reader.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

const tapOf = (patterns: Pattern[], view = 'NEW_IMAGE') => streamTap([{ name: TableName, keys: ['pk'], view, patterns }], log, engine.run);
const request = (body: object) => ({ TableName, ...body });
const item = (pk: string, type?: string) => ({ pk: { S: pk }, ...(type ? { type: { S: type } } : {}) });
const put = (pk: string, type?: string, more: object = {}) => request({ Item: item(pk, type), ...more });

/** What has been recorded since the test began; nothing may be left noted. */
function recorded() {
  log.close();
  const records = reader.after(TableName, position, 100).map(({ record }) => JSON.parse(record));
  expect(reader.underWay(TableName)).toBe(false);
  return records.map(({ eventName, dynamodb: { Keys, NewImage, OldImage } }) => ({ eventName, Keys, NewImage, OldImage }));
}

test('an insert that a reader wants is recorded with its image', async () => {
  const answer = await tapOf([made]).tapped('PutItem', put('a', 'made'));
  expect(answer).toEqual({ status: 200, body: '{}' });
  expect(recorded()).toEqual([{ eventName: 'INSERT', Keys: item('a'), NewImage: item('a', 'made') }]);
});

test('the engine refuses a request in the words of the server it replaces', async () => {
  const wrong = { TableName, Item: { pk: { N: '1' } } };
  expect(await engine.run('PutItem', wrong)).toEqual(await dynalite('PutItem', wrong));
  const unknown = { TableName: 'Nowhere', Key: item('a') };
  expect(await engine.run('GetItem', unknown)).toEqual(await dynalite('GetItem', unknown));
});

test('what no filter can want is left to the engine as it came', () => {
  const tap = tapOf([made]);
  expect(tap.tapped('PutItem', put('b'))).toBeUndefined();
  expect(tap.tapped('PutItem', { TableName: 'Others', Item: item('b', 'made') })).toBeUndefined();
  expect(tap.tapped('DeleteItem', request({ Key: item('a') }))).toBeUndefined();
  expect(tap.tapped('Query', request({}))).toBeUndefined();
  expect(recorded()).toEqual([]);
});

test('a refused put leaves no record, and a second put of an item is not an insert', async () => {
  const tap = tapOf([made]);
  const refused = await tap.tapped('PutItem', put('a', 'made', { ConditionExpression: 'attribute_not_exists(pk)' }));
  expect(refused?.body).toContain('ConditionalCheckFailedException');
  expect(await tap.tapped('PutItem', put('a', 'again'))).toEqual({ status: 200, body: '{}' });
  expect(recorded()).toEqual([]);
});

test('the caller gets the old item when it asks for it, and only then', async () => {
  const tap = tapOf([]);
  expect(JSON.parse((await tap.tapped('PutItem', put('a', 'third', { ReturnValues: 'ALL_OLD' })))?.body ?? '')).toEqual({
    Attributes: item('a', 'again'),
  });
  expect(recorded()).toMatchObject([{ eventName: 'MODIFY' }]);
});

test('updates, deletes and batches are told as what they were', async () => {
  const tap = tapOf([], 'NEW_AND_OLD_IMAGES');
  await tap.tapped(
    'UpdateItem',
    request({ Key: item('c'), UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': { N: '1' } } }),
  );
  const writes = [
    { PutRequest: { Item: item('a', 'fourth') } },
    { PutRequest: { Item: item('d') } },
    { DeleteRequest: { Key: item('c') } },
  ];
  await tap.tapped('BatchWriteItem', { RequestItems: { [TableName]: writes } });
  await tap.tapped('DeleteItem', request({ Key: item('d') }));
  await tap.tapped('DeleteItem', request({ Key: item('never there') }));
  const c = { ...item('c'), n: { N: '1' } };
  expect(recorded()).toEqual([
    { eventName: 'INSERT', Keys: item('c'), NewImage: c },
    { eventName: 'MODIFY', Keys: item('a'), NewImage: item('a', 'fourth'), OldImage: item('a', 'third') },
    { eventName: 'INSERT', Keys: item('d'), NewImage: item('d') },
    { eventName: 'REMOVE', Keys: item('c'), OldImage: c },
    { eventName: 'REMOVE', Keys: item('d'), OldImage: item('d') },
  ]);
});

test('a write noted and never ended is looked into at the next start, and recorded if it happened', async () => {
  await log.note(TableName, [item('a'), item('lost')]);
  log.close();
  log = openStreamWriter(file, () => undefined);
  expect(await tapOf([made]).recover()).toBe(1);
  expect(recorded()).toEqual([{ eventName: 'INSERT', Keys: item('a'), NewImage: item('a', 'fourth') }]);
});

test('records are numbered on from where a consumer stood, even when all of them have been removed', async () => {
  const last = reader.last(TableName);
  reader.commit('consumer', TableName, String(last));
  reader.trim(TableName);
  expect(reader.last(TableName)).toBe(0);
  log.close();
  log = openStreamWriter(file, () => undefined);
  await tapOf([made]).tapped('PutItem', put('e', 'made'));
  log.close();
  expect(reader.after(TableName, last, 10).map(({ sequence }) => sequence)).toEqual([last + 1]);
});
