import { BatchWriteItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalNumber } from '#shared/kernel/numbers.ts';
import { type Place, redrive, walkAgain } from '../../infra/operations.ts';
import { bootStack } from './stack.ts';

const by = { officer: 'O-1', committee: 'RC-1' };
const PEOPLE = 6;
const numbers = Array.from({ length: PEOPLE }, (_, n) => personalNumber('SY', n));
const everything = () => ({ from: '2024-01-01T00:00:00Z', to: new Date().toISOString() });

let booted: Awaited<ReturnType<typeof bootStack>>;
let dynamodb: DynamoDBClient;
let sqs: SQSClient;
let place: Place;

beforeAll(async () => {
  booted = await bootStack();
  const { stack, ministries } = booted;
  const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  dynamodb = new DynamoDBClient({ endpoint: stack.dynamodbUrl, ...local });
  sqs = new SQSClient({ endpoint: stack.sqsUrl, ...local });
  place = { outputs: stack.outputs as Record<string, string>, dynamodbUrl: stack.dynamodbUrl, sqsUrl: stack.sqsUrl };
  const { administration, interior } = ministries;
  const officers = [
    { officer: 'O-1', department: 'INTERIOR' },
    { officer: 'O-2', department: 'DEFENCE' },
  ];
  const wings = [{ wing: 'A', sex: 'M', beds: 20 }];
  await administration.post('/committees', 'c', { committee: 'RC-1', name: 'Al-Qaim', officers });
  await administration.post('/number-blocks', 'b', { by, block: 'SY000', committee: 'RC-1' });
  await administration.post('/sites', 's', { by, site: 'RUTBA', name: 'Rutba', distanceKmFromBorder: 110, compound: 'MILITARY', wings });
  await interior.post('/admissions', 'a', {
    by,
    admission: 'JOC-1',
    crossing: {
      names: [
        { name: 'القائم', side: 'IRQ', script: 'Arab' },
        { name: 'Abu Kamal', side: 'SYR', script: 'Latn' },
      ],
    },
    orderingAuthority: 'JOC',
    approval: { authority: 'Council', reference: 'P-1', grounds: 'asked for refuge' },
  });
  const given = ['سامر', 'نزار', 'وائل', 'فراس', 'هيثم', 'زياد'];
  const family = ['الحلبي', 'الشامي', 'الديري', 'الحمصي', 'النجار', 'الحداد'];
  await interior.batch(
    '/persons',
    numbers.map((number, n) => ({
      id: `r${n}`,
      by,
      personalNumber: number,
      admission: 'JOC-1',
      identity: {
        name: { given: given[n], father: given[(n + 1) % PEOPLE], family: family[n], mother: { unknown: 'not stated' } },
        dateOfBirth: { value: `198${n}`, precision: 'YEAR' },
      },
      sex: 'M',
      nationality: 'SYR',
      assurance: 'DECLARED',
      languages: ['ar'],
      interpreterUsed: false,
      health: 'FIT',
      determination: { category: 'INTERNED_OFFICER', evidence: ['UNIFORM'], decidedBy: ['O-1', 'O-2'] },
    })),
  );
  await interior.batch(
    '/housings',
    numbers.map((number, n) => ({ id: `h${n}`, by, personalNumber: number, site: 'RUTBA', bed: `A-00${n + 1}` })),
  );
  await stack.idle();
}, 300_000);
afterAll(() => booted?.end(), 60_000);

const roll = () => booted.ministries.interior.list('/persons');

/** Removes every row of these partitions, as a broken projection would have lost them. */
async function lose(table: string, partitions: readonly string[]): Promise<number> {
  let lost = 0;
  for (const pk of partitions) {
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({ TableName: table, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } }),
    );
    lost += Items.length;
    const requests = Items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } as never } }));
    if (requests.length) await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
  return lost;
}

describe('the commands of the operators', () => {
  it('rebuild makes lost projections again, as they were', async () => {
    const before = await roll();
    expect(before).toHaveLength(PEOPLE);
    const table = place.outputs.RegistrationTable as string;
    const lost = await lose(table, [
      'ROLL#RUTBA',
      'STRENGTH#RUTBA',
      'STRENGTH#RECEPTION',
      'BEDS#RUTBA',
      ...numbers.map((number) => `HEAD#PERSON#${number}`),
    ]);
    expect(lost).toBe(PEOPLE * 6);
    expect(await roll()).toEqual([]);
    const { done, events } = await walkAgain(place, 'registration', { operation: 'rebuild', ...everything() });
    expect(done).toBe(true);
    expect(events).toBeGreaterThanOrEqual(PEOPLE * 3);
    expect(await roll()).toEqual(before);
    expect(await booted.ministries.interior.get('/strength')).toMatchObject({ balanced: true, all: { closing: PEOPLE, roll: PEOPLE } });
  });

  it('re-announce says everything again, and nothing changes for who heard it', async () => {
    const cases = () => booted.ministries['joint-operations'].list<{ sequence: number }>('/handover/events');
    const before = await cases();
    await walkAgain(place, 'registration', { operation: 're-announce', ...everything() });
    await booted.stack.idle();
    expect(await cases()).toEqual(before);
  });

  it('redrive brings a dead letter back, and it is read', async () => {
    const data = { sequence: 1, committee: 'RC-9', officers: { 'O-91': 'INTERIOR', 'O-92': 'DEFENCE' } };
    const message = {
      specversion: '1.0',
      id: 'COMMITTEE#RC-9#1',
      source: 'amana/registration',
      type: 'registration.committee-enrolled.v1',
      subject: 'RC-9',
      time: '2024-12-08T06:10:00.000Z',
      datacontenttype: 'application/json',
      data,
    };
    await sqs.send(
      new SendMessageCommand({ QueueUrl: place.outputs.CustodyInboxDeadLetters as string, MessageBody: JSON.stringify(message) }),
    );
    expect(await redrive(place, 'custody')).toBe(1);
    expect(await redrive(place, 'custody')).toBe(0);
    await booted.stack.idle();
    const events = await booted.ministries.defence.list<{ kind: string; id: string }>('/custody/events');
    expect(events.filter(({ kind, id }) => kind === 'COMMITTEE' && id === 'RC-9')).toHaveLength(1);
  });

  it('poison is set aside with its reason, once, and the queue goes on', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: place.outputs.CustodyInbox as string, MessageBody: '{"specversion":"0.3"}' }));
    await booted.stack.idle();
    const events = await booted.ministries.defence.list<{ kind: string; data: { reason: string }; personal?: object }>('/custody/events');
    const aside = events.filter(({ kind }) => kind === 'QUARANTINE');
    expect(aside.map(({ data }) => data.reason)).toEqual(['not a CloudEvents envelope of ours']);
    expect(aside[0]?.personal).toBeUndefined();
  });
});
