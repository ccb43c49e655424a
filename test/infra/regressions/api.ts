import { add, first, type Regression } from '../planting.ts';

const route = 'AWS::ApiGatewayV2::Route';

export const apiRegressions: Regression[] = [
  { title: 'a route without a token', rule: 'routes', plant: (t) => Object.assign(first(t, route), { AuthorizationType: 'NONE' }) },
  { title: 'a route without a scope', rule: 'routes', plant: (t) => delete first(t, route).AuthorizationScopes },
  { title: 'a route with two scopes', rule: 'routes', plant: (t) => first(t, route).AuthorizationScopes.push('amana/admin') },
  { title: 'a default route', rule: 'routes', plant: (t) => Object.assign(first(t, route), { RouteKey: '$default' }) },
  {
    title: 'a route for the past',
    rule: 'routes',
    plant: (t) => Object.assign(first(t, route), { AuthorizationScopes: ['amana/backfill'] }),
  },
  {
    title: 'an authorizer for any audience',
    rule: 'routes',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration, { Audience: [] }),
  },
  {
    title: 'a permission a route',
    rule: 'integrations',
    plant: (t) => add(t, 'Another', 'AWS::Lambda::Permission', { ...first(t, 'AWS::Lambda::Permission') }),
  },
  { title: 'a permission for any API', rule: 'integrations', plant: (t) => delete first(t, 'AWS::Lambda::Permission').SourceArn },
  {
    title: 'a permission for everybody',
    rule: 'integrations',
    plant: (t) => Object.assign(first(t, 'AWS::Lambda::Permission'), { Principal: '*' }),
  },
  {
    title: 'an integration of the first format',
    rule: 'integrations',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Integration'), { PayloadFormatVersion: '1.0' }),
  },
  { title: 'a stage without limits', rule: 'stage', plant: (t) => delete first(t, 'AWS::ApiGatewayV2::Stage').DefaultRouteSettings },
  { title: 'no access log', rule: 'stage', plant: (t) => delete first(t, 'AWS::ApiGatewayV2::Stage').AccessLogSettings },
  {
    title: 'paths in the access log',
    rule: 'stage',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Stage').AccessLogSettings, { Format: '{"path":"$context.path"}' }),
  },
  {
    title: 'browsers of anywhere',
    rule: 'stage',
    plant: (t) => Object.assign(first(t, 'AWS::ApiGatewayV2::Api'), { CorsConfiguration: { AllowOrigins: ['*'] } }),
  },
  {
    title: 'a client without a secret',
    rule: 'issuer',
    plant: (t) => Object.assign(first(t, 'AWS::Cognito::UserPoolClient'), { GenerateSecret: false }),
  },
  {
    title: 'a client that signs people in',
    rule: 'issuer',
    plant: (t) => Object.assign(first(t, 'AWS::Cognito::UserPoolClient'), { AllowedOAuthFlows: ['code'] }),
  },
  {
    title: 'a ministry that administers',
    rule: 'issuer',
    plant: (t) =>
      Object.assign(first(t, 'AWS::Cognito::UserPoolClient', 'interior'), first(t, 'AWS::Cognito::UserPoolClient', 'administration')),
  },
  {
    title: 'a ministry that enters the past unasked',
    rule: 'issuer',
    plant: (t) =>
      first(t, 'AWS::Cognito::UserPoolClient', 'interior').AllowedOAuthScopes.push({ 'Fn::Join': ['', [{ Ref: 'x' }, '/backfill']] }),
  },
];
