import { first, type Regression, statements } from '../planting.ts';

const fn = 'AWS::Lambda::Function';

export const permissionsRegressions: Regression[] = [
  {
    title: 'an api function that writes in batches without need',
    rule: 'permissions',
    plant: (t) => Object.assign(statements(t, 'HandoverApi')[1], { Action: ['dynamodb:BatchWriteItem'] }),
  },
  {
    title: 'batches that reach events',
    rule: 'permissions',
    plant: (t) => {
      const denied = statements(t, 'HandoverOutbox').find(({ Effect }: { Effect: string }) => Effect === 'Deny');
      denied.Condition['ForAnyValue:StringLike']['dynamodb:LeadingKeys'].shift();
    },
  },
  {
    title: 'an api function that writes the log',
    rule: 'permissions',
    plant: (t) => {
      const denied = statements(t, 'CustodyApi').find(
        ({ Condition }: { Condition?: object }) => Condition && 'ForAnyValue:StringEquals' in Condition,
      );
      denied.Effect = 'Allow';
    },
  },
  { title: 'a Scan', rule: 'permissions', plant: (t) => statements(t, 'RegistrationApi')[0].Action.push('dynamodb:Scan') },
  {
    title: 'an UpdateItem',
    rule: 'permissions',
    plant: (t) => Object.assign(statements(t, 'CustodyOutbox')[0], { Action: ['dynamodb:UpdateItem'] }),
  },
  {
    title: 'all actions of a service',
    rule: 'permissions',
    plant: (t) => Object.assign(statements(t, 'CustodyApi')[0], { Action: 'dynamodb:*' }),
  },
  { title: 'all resources', rule: 'permissions', plant: (t) => Object.assign(statements(t, 'CustodyApi')[0], { Resource: '*' }) },
  {
    title: 'the table of another service',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'CustodyApi').push({
        Effect: 'Allow',
        Action: 'dynamodb:GetItem',
        Resource: { 'Fn::GetAtt': ['RegistrationTable1108819B', 'Arn'] },
      }),
  },
  {
    title: 'an api function that signs',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'CustodyApi').push({
        Effect: 'Allow',
        Action: 'kms:Sign',
        Resource: { 'Fn::GetAtt': ['CustodySequencerSigningKey453594AC', 'Arn'] },
      }),
  },
  {
    title: 'a sequencer that removes what it published',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'CustodySequencer').push({
        Effect: 'Allow',
        Action: 's3:DeleteObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['CustodySequencerCheckpointsD96EDDFC', 'Arn'] }, '/*']] },
      }),
  },
  {
    title: 'a sequencer that reads the lists',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'CustodySequencer').push({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['CustodySequencerCheckpointsD96EDDFC', 'Arn'] }, '/*']] },
      }),
  },
  {
    title: 'an api function that sends',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'HandoverApi').push({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['HandoverInboxQueue1', 'Arn'] },
      }),
  },
  {
    title: 'custody sending to registration',
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'CustodyOutbox').push({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['RegistrationInboxQueue1', 'Arn'] },
      }),
  },
  {
    title: "another service's inbox being read",
    rule: 'permissions',
    plant: (t) =>
      statements(t, 'HandoverOutbox').push({
        Effect: 'Allow',
        Action: 'sqs:ReceiveMessage',
        Resource: { 'Fn::GetAtt': ['CustodyInboxQueue1', 'Arn'] },
      }),
  },
  {
    title: 'a managed policy',
    rule: 'permissions',
    plant: (t) => Object.assign(first(t, 'AWS::IAM::Role'), { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
  },
  {
    title: 'a role for two functions',
    rule: 'permissions',
    plant: (t) => Object.assign(first(t, fn, 'CustodyApi'), { Role: first(t, fn, 'CustodyOutbox').Role }),
  },
  {
    title: 'a role for another account',
    rule: 'permissions',
    plant: (t) => Object.assign(first(t, 'AWS::IAM::Role').AssumeRolePolicyDocument.Statement[0], { Principal: { AWS: '123456789012' } }),
  },
  {
    title: 'a key used directly',
    rule: 'permissions',
    plant: (t) => {
      for (const each of statements(t, 'CustodyApi')) delete each.Condition;
    },
  },
];
