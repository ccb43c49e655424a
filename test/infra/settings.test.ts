import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { clients, Issuer } from '../../infra/issuer.ts';
import { settingsFrom } from '../../infra/settings.ts';
import { routes as custody } from '../../services/custody/routes.ts';
import { routes as handover } from '../../services/handover/routes.ts';
import { routes as registration } from '../../services/registration/routes.ts';
import { permissions } from './rules/permissions.ts';
import { ofType, synthesize, type Template } from './template.ts';

const settings = (context: Record<string, string>) => settingsFrom(new App({ context }).node);

describe('settings', () => {
  test('without context are those of a first try', () => {
    expect(settings({})).toEqual({ stage: 'dev', backfill: [], checkpointSeconds: 60 });
  });

  test('come from context', () => {
    const context = {
      stage: 'prod',
      alarmEmail: 'watch@example.org',
      backfill: 'interior,defence',
      checkpointSeconds: '2',
      issuer: 'https://id.example',
      audience: 'a,b',
    };
    expect(settings(context)).toEqual({
      stage: 'prod',
      alarmEmail: 'watch@example.org',
      backfill: ['interior', 'defence'],
      checkpointSeconds: 2,
      issuer: { url: 'https://id.example', audience: ['a', 'b'] },
    });
  });

  test.each([
    ['issuer', 'audience'],
    ['domain', 'certificate'],
  ])('"%s" alone is refused', (key, companion) => {
    expect(() => settings({ [key]: 'x' })).toThrow(`needs "${companion}"`);
  });

  test.each(['0', '301', '1.5', 'x'])('checkpoints every %s seconds are refused', (checkpointSeconds) => {
    expect(() => settings({ checkpointSeconds })).toThrow('"checkpointSeconds"');
  });

  test('a stage that no domain can have is refused', () => {
    expect(() => settings({ stage: 'Prod 1' })).toThrow('"stage"');
  });
});

describe('a deployment with everything chosen', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesize({
      stage: 'prod',
      alarmEmail: 'watch@example.org',
      issuer: 'https://id.example',
      audience: 'one,two',
      domain: 'amana.example.org',
      certificate: 'arn:aws:acm:eu-central-1:123456789012:certificate/1',
    });
  });

  test('trusts the given issuer and has no pool', () => {
    expect(ofType(template, 'AWS::ApiGatewayV2::Authorizer')[0]?.[1].JwtConfiguration).toEqual({
      Issuer: 'https://id.example',
      Audience: ['one', 'two'],
    });
    expect(ofType(template, 'AWS::Cognito::UserPool')).toEqual([]);
  });

  test('answers under its own name only', () => {
    expect(ofType(template, 'AWS::ApiGatewayV2::DomainName')[0]?.[1].DomainName).toBe('amana.example.org');
    expect(ofType(template, 'AWS::ApiGatewayV2::Api')[0]?.[1].DisableExecuteApiEndpoint).toBe(true);
    expect(template.Outputs.ApiUrl?.Value).toBe('https://amana.example.org');
  });

  test('tells the given address of alarms', () => {
    expect(ofType(template, 'AWS::SNS::Subscription')[0]?.[1]).toMatchObject({ Protocol: 'email', Endpoint: 'watch@example.org' });
  });

  test('grants no more than any other', () => {
    expect(permissions(template)).toEqual([]);
  });
});

describe('backfill', () => {
  const issuer = (backfill: string[]) => {
    const stack = new Stack();
    new Issuer(stack, 'Issuer', { stage: 'test', backfill });
    return Assertions.fromStack(stack).toJSON() as Template;
  };

  test('is granted to the named clients only', () => {
    const clients = ofType(issuer(['interior']), 'AWS::Cognito::UserPoolClient');
    const may = clients.filter(([, client]) => JSON.stringify(client.AllowedOAuthScopes).includes('/backfill'));
    expect(may.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['IssuerPoolinterior']);
  });

  test('for an unknown client is refused', () => {
    expect(() => issuer(['interor'])).toThrow('names no client of the pool: interor');
  });
});

describe('a client that answers for the receiving authority', () => {
  const receivers = Object.entries(clients).filter(([, granted]) => granted.includes('handover.receive'));

  test.each(receivers)('%s reads only its view', (_, granted) => {
    const read = [...handover, ...registration, ...custody].filter(
      ({ method, scope }) => method === 'GET' && granted.some((name) => scope === `amana/${name}`),
    );
    const paths = read.filter(({ scope }) => scope !== 'amana/custody.witness').map(({ path }) => path);
    expect(paths).toEqual(['/manifests/{manifestNo}/receiver-view']);
  });
});
