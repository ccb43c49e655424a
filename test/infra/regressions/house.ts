import { add, first, type Regression } from '../planting.ts';

const table = 'AWS::DynamoDB::Table';
const queue = 'AWS::SQS::Queue';
const fn = 'AWS::Lambda::Function';
const route = 'AWS::ApiGatewayV2::Route';

export const houseRegressions: Regression[] = [
  { title: 'a function with an address of its own', rule: 'house', plant: (t) => add(t, 'Url', 'AWS::Lambda::Url') },
  { title: 'one more function', rule: 'house', plant: (t) => add(t, 'Another', fn) },
  {
    title: 'four hundred and more resources',
    rule: 'house',
    plant: (t) => Array.from({ length: 400 }, (_, n) => add(t, `Route${n}`, route)),
  },
  { title: 'a table with a name', rule: 'names', plant: (t) => Object.assign(first(t, table), { TableName: 'registration' }) },
  { title: 'a queue with a name', rule: 'names', plant: (t) => Object.assign(first(t, queue), { QueueName: 'inbox' }) },
  { title: 'a table without an output', rule: 'outputs', plant: (t) => delete t.Outputs.CustodyTable },
  {
    title: 'an alarm without a section',
    rule: 'alarms',
    plant: (t) => Object.assign(first(t, 'AWS::CloudWatch::Alarm'), { AlarmDescription: 'Something. docs/operations.md#nowhere' }),
  },
  { title: 'an alarm that tells nobody', rule: 'alarms', plant: (t) => delete first(t, 'AWS::CloudWatch::Alarm').AlarmActions },
  {
    title: 'dead letters without an alarm',
    rule: 'alarms',
    plant: (t) => {
      for (const id of Object.keys(t.Resources)) if (id.startsWith('AlarmsCustodyDeadLetters')) delete t.Resources[id];
    },
  },
];
