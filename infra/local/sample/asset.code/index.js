// Three small functions that the tests of the local stack run as real processes.
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const dynamodb = new DynamoDBClient({});
const sqs = new SQSClient({});
const TableName = process.env.TABLE;
const json = (statusCode, body) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const routes = {
  'POST /things/{id}': async ({ pathParameters: { id } }) => {
    const Item = { pk: { S: `THING#${id}` }, sk: { S: '1' }, type: { S: 'made' } };
    await dynamodb.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
    return json(201, { id });
  },
  'GET /things/{id}': async ({ pathParameters: { id } }) => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: { S: `SEEN#${id}` }, sk: { S: '1' } }, ConsistentRead: true }),
    );
    return { times: Number(Item?.times.N ?? 0) };
  },
  'POST /echo': async (event) => json(200, event),
  'POST /environment': async () => ({ pid: process.pid, environment: process.env }),
  'POST /misbehave': async ({ body }) => {
    if (body === 'throw') throw new Error('asked to throw');
    if (body === 'exit') process.exit(7);
    if (body === 'hang') await new Promise((resume) => setTimeout(resume, 60_000));
    if (body === 'big') return json(200, { text: 'x'.repeat(7 * 1024 * 1024) });
  },
};

exports.api = (event) => routes[event.routeKey](event);

// Counts each message it takes; one that says `failures: 2` fails on its first two receipts.
exports.inbox = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { body, messageId, attributes } of Records) {
    const { id, failures = 0 } = JSON.parse(body);
    if (Number(attributes.ApproximateReceiveCount) <= failures) {
      batchItemFailures.push({ itemIdentifier: messageId });
      continue;
    }
    const Key = { pk: { S: `SEEN#${id}` }, sk: { S: '1' } };
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    await dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, times: { N: String(Number(Item?.times.N ?? 0) + 1) } } }));
  }
  return { batchItemFailures };
};

// Announces every new thing; one called poison cannot be announced.
exports.outbox = async ({ Records }) => {
  for (const { dynamodb: change } of Records) {
    const id = change.NewImage.pk.S.replace('THING#', '');
    if (id.startsWith('poison')) throw new Error('cannot announce this one');
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify({ id }) }));
  }
};
