import { expect, test } from 'vitest';
import { resolver, type Template } from './intrinsics.ts';

const template: Template = {
  Parameters: { Stage: { Type: 'String', Default: 'dev' }, Nameless: { Type: 'String' } },
  Mappings: { Sizes: { dev: { memory: 256 } } },
  Conditions: {
    IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
    IsLive: { 'Fn::Not': [{ Condition: 'IsDev' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsLive' }, { Condition: 'IsDev' }] },
    Both: { 'Fn::And': [{ Condition: 'IsLive' }, { Condition: 'IsDev' }] },
  },
  Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
};
const { value, holds } = resolver(template, {
  pseudo: { 'AWS::Region': 'us-east-1' },
  ref: (id) => `ref-${id}`,
  attribute: (id, name) => `${id}/${name}`,
  secret: (id, key) => `secret(${id},${key})`,
});

test.each<[string, unknown, unknown]>([
  ['a parameter', { Ref: 'Stage' }, 'dev'],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['a resource', { Ref: 'Queue' }, 'ref-Queue'],
  ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
  ['an attribute with a dot', { 'Fn::GetAtt': 'Queue.Arn' }, 'Queue/Arn'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  ['a substitution', { 'Fn::Sub': '${Stage}-${Queue.Arn}-${!literal}' }, 'dev-Queue/Arn-${literal}'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  ['a substitution with names', { 'Fn::Sub': ['${x}/${AWS::Region}', { x: { Ref: 'Queue' } }] }, 'ref-Queue/us-east-1'],
  ['a join of a split', { 'Fn::Join': ['+', { 'Fn::Split': ['-', { Ref: 'AWS::Region' }] }] }, 'us+east+1'],
  ['a selection', { 'Fn::Select': [1, ['a', { Ref: 'Stage' }]] }, 'dev'],
  ['a mapping', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 256],
  ['a choice', { 'Fn::If': ['IsDev', 'yes', 'no'] }, 'yes'],
  ['no value in an object and a list', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
  [
    'a secret by ARN',
    { 'Fn::Join': ['', ['{{resolve:secretsmanager:', 'arn:aws:secretsmanager:us-east-1:000000000000:secret:key-x', ':SecretString:::}}']] },
    'secret(arn:aws:secretsmanager:us-east-1:000000000000:secret:key-x,)',
  ],
  ['a secret by name and key, within text', 'k={{resolve:secretsmanager:name:SecretString:field}};', 'k=secret(name,field);'],
])('%s', (_, expression, expected) => {
  expect(value(expression)).toEqual(expected);
});

test('conditions', () => {
  expect(['IsDev', 'IsLive', 'Either', 'Both'].map(holds)).toEqual([true, false, true, false]);
});

test.each<[unknown, string]>([
  [{ 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, 'Fn::Cidr is an intrinsic function this stack does not know'],
  [{ Ref: 'Nobody' }, 'Ref to Nobody, which is neither a parameter nor a resource nor a known pseudo parameter'],
  [{ Ref: 'Nameless' }, 'Parameter Nameless has no default, and one machine has nobody to ask'],
  [{ 'Fn::GetAtt': ['Nobody', 'Arn'] }, 'Fn::GetAtt of Nobody, which is not a resource'],
])('what it does not know it says: %j', (expression, message) => {
  expect(() => value(expression)).toThrow(message);
});
