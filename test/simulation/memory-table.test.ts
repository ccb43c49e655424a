import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetItemCommand, BatchWriteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { type Chance, chance } from '#test/scenario/chance.ts';
import { type Asked, type Item, memoryTable } from './memory-table.ts';

const TableName = 'same';
const SORTS = ['00000001', '00000002', '00000010', 'A', 'a', 'HEAD', 'é', '\uffff', 'A#1', 'A!1'];

/** A command as the services send it, drawn from a few keys so that they meet. */
function drawn(draw: Chance): Asked {
  const key = (): Item => ({ pk: { S: `P${draw.int(0, 2)}` }, sk: { S: draw.pick(SORTS) } });
  const item = (): Item => ({
    ...key(),
    n: { N: String(draw.int(0, 99)) },
    b: { B: Buffer.from([draw.int(0, 255)]) },
    ...(draw.often(0.7) && { day: { S: `2024-12-08#${draw.int(0, 1)}` }, dayKey: { S: `2024-12-08T0${draw.int(0, 9)}` } }),
  });
  const keys = (most: number, of: () => Item) => [
    ...new Map(Array.from({ length: draw.int(1, most) }, of).map((each) => [`${each.pk?.S} ${each.sk?.S}`, each])).values(),
  ];
  const [one, other] = [draw.pick(SORTS), draw.pick(SORTS)];
  const [low, high] = [one, other];
  const ConsistentRead = true;
  const Limit = draw.int(1, 5);
  return draw.pick<() => Asked>([
    () => new PutItemCommand({ TableName, Item: item(), ...(draw.often(0.7) && { ConditionExpression: 'attribute_not_exists(pk)' }) }),
    () => new GetItemCommand({ TableName, Key: key(), ConsistentRead }),
    () => new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys(6, key), ConsistentRead } } }),
    () =>
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: keys(5, item).map((Item) =>
            draw.often(0.7) ? { PutRequest: { Item } } : { DeleteRequest: { Key: { pk: Item.pk, sk: Item.sk } as Item } },
          ),
        },
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'P1' } },
        ScanIndexForward: draw.often(0.5),
        Limit,
        ConsistentRead,
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: { ':pk': { S: 'P1' }, ':after': { S: one } },
        Limit,
        ConsistentRead,
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
        ExpressionAttributeValues: { ':pk': { S: 'P0' }, ':low': { S: low }, ':high': { S: high } },
        Limit,
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk <= :high',
        ExpressionAttributeValues: { ':pk': { S: 'P2' }, ':high': { S: one } },
        Limit,
      }),
    () =>
      new QueryCommand({
        TableName,
        IndexName: 'by-day',
        KeyConditionExpression: '#day = :day AND dayKey BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#day': 'day' },
        ExpressionAttributeValues: { ':day': { S: '2024-12-08#1' }, ':from': { S: '2024-12-08T02' }, ':to': { S: '2024-12-08T07\uffff' } },
        Limit,
      }),
  ])();
}

/** An answer as far as the services look at it; of what is said to be equally far in the index the order is the engine's own. */
function seen(answer: Record<string, unknown>, command: Asked) {
  const { Items, Item, LastEvaluatedKey, Responses, UnprocessedItems, UnprocessedKeys } = answer as Record<string, never>;
  const indexed = command instanceof QueryCommand && command.input.IndexName !== undefined;
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? Buffer.from(each).toString('hex') : each));
  const sorted = (value: unknown) => (Array.isArray(value) ? value.map(keysSorted).map(plain) : value);
  const some = (value: unknown) => Object.keys((value ?? {}) as object).length;
  if (indexed) return { days: ((Items ?? []) as Item[]).map(({ dayKey }) => dayKey?.S), last: LastEvaluatedKey !== undefined };
  return {
    items: sorted(Items),
    item: Item && plain(keysSorted(Item)),
    last: LastEvaluatedKey && plain(keysSorted(LastEvaluatedKey)),
    found: (sorted(((Responses ?? {}) as Record<string, unknown[]>)[TableName] ?? []) as string[]).sort(),
    left: [some(UnprocessedItems), some(UnprocessedKeys)],
  };
}

function keysSorted(item: unknown): object {
  const entries = Object.entries(item as object).map(([name, value]) => [
    name,
    value?.B instanceof Uint8Array ? { B: Buffer.from(value.B).toString('hex') } : value,
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('the table in memory answers every command of the services as a real engine does', async () => {
  const { client } = await openTestTable(TableName);
  for (let seed = 1; seed <= 4; seed++) {
    const draw = chance(seed, 'commands');
    const memory = memoryTable();
    await clear(client);
    for (let step = 0; step < 150; step++) {
      const command = drawn(draw);
      const real = await outcome(() => client.send(command as never), command);
      const ours = await outcome(async () => memory.perform(command), command);
      expect([seed, step, command.input, ours]).toEqual([seed, step, command.input, real]);
    }
  }
});

async function outcome(send: () => Promise<unknown>, command: Asked): Promise<unknown> {
  try {
    return seen((await send()) as Record<string, unknown>, command);
  } catch (error) {
    return (error as Error).name;
  }
}

async function clear(client: DynamoDBClient): Promise<void> {
  for (const pk of ['P0', 'P1', 'P2'])
    for (const sk of SORTS)
      await client.send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } }] } }),
      );
}
