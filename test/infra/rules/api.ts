import { functionsOf, ofType, type Properties, services, type Template, target, unless } from '../template.ts';

/** What the access log may say of a call: nothing that could tell of a person (no path as asked, no address). */
const loggable = [
  '$context.requestId',
  '$context.requestTime',
  '$context.routeKey',
  '$context.status',
  '$context.responseLength',
  '$context.responseLatency',
  '$context.authorizer.claims.client_id',
  '$context.authorizer.error',
  '$context.integrationErrorMessage',
];

/** Every route asks for a token and one scope; there is no default route. */
export function routes(template: Template): string[] {
  const authorizers = ofType(template, 'AWS::ApiGatewayV2::Authorizer');
  return [
    ...unless(authorizers.length === 1, 'not one authorizer'),
    ...authorizers.flatMap(([id, { AuthorizerType, IdentitySource, JwtConfiguration }]) => [
      ...unless(AuthorizerType === 'JWT' && IdentitySource[0] === '$request.header.Authorization', `${id} reads no token`),
      ...unless(JwtConfiguration?.Issuer && JwtConfiguration.Audience?.length > 0, `${id} trusts any issuer or audience`),
    ]),
    ...ofType(template, 'AWS::ApiGatewayV2::Route').flatMap(([id, route]) => [
      ...unless(route.AuthorizationType === 'JWT' && target(route.AuthorizerId) === authorizers[0]?.[0], `${id} needs no token`),
      ...unless(route.AuthorizationScopes?.length === 1, `${id} has not one scope`),
      ...unless(
        /^amana\/(admin|custody\.(open|witness)|(registration|custody|handover)\.(read|write|approve|receive))$/.test(
          route.AuthorizationScopes?.[0],
        ),
        `${id} has an unknown scope`,
      ),
      ...unless(/^(GET|POST|PUT) \/[^$]*$/.test(route.RouteKey), `${id} takes ${route.RouteKey}`),
    ]),
  ];
}

/** One integration a service and one permission for its api function, for this API alone; every route goes to the service of its scope. */
export function integrations(template: Template): string[] {
  const found = ofType(template, 'AWS::ApiGatewayV2::Integration');
  // The rule of the day calls the sequencer; everything else is called by the API.
  const permissions = ofType(template, 'AWS::Lambda::Permission').filter(
    ([id, { FunctionName, Principal }]) =>
      !(id.includes('EveryDay') && target(FunctionName)?.startsWith('CustodySequencer') && Principal === 'events.amazonaws.com'),
  );
  const [api] = ofType(template, 'AWS::ApiGatewayV2::Api').map(([id]) => id);
  const apis = functionsOf(template).filter(({ role }) => role === 'Api');
  return [
    ...unless(found.length === 3 && permissions.length === 3, 'not one integration and one permission a service'),
    ...apis.flatMap(({ id, properties }) => [
      ...unless(found.filter(([, { IntegrationUri }]) => target(IntegrationUri) === id).length === 1, `${id} has not one integration`),
      ...unless(permissions.filter(([, { FunctionName }]) => target(FunctionName) === id).length === 1, `${id} has not one permission`),
      ...unless(properties.Timeout * 1000 <= 29_000, `${id} outlives its caller`),
    ]),
    ...permissions.flatMap(([id, { Principal, SourceArn, Action }]) => [
      ...unless(Principal === 'apigateway.amazonaws.com' && Action === 'lambda:InvokeFunction', `${id} is not for API Gateway`),
      ...unless(JSON.stringify(SourceArn ?? '').includes(`{"Ref":"${api}"}`), `${id} is not for this API alone`),
    ]),
    ...found.flatMap(([id, { PayloadFormatVersion, IntegrationType }]) =>
      unless(PayloadFormatVersion === '2.0' && IntegrationType === 'AWS_PROXY', `${id} speaks another format`),
    ),
    ...ofType(template, 'AWS::ApiGatewayV2::Route').flatMap(([id, { Target }]) => {
      const name = JSON.stringify(Target);
      return unless(
        found.some(([integration]) => name.includes(`"Ref":"${integration}"`)),
        `${id} goes nowhere`,
      );
    }),
  ];
}

/** The stage is throttled and its access log tells of no person. */
export function stage(template: Template): string[] {
  const stages = ofType(template, 'AWS::ApiGatewayV2::Stage');
  return [
    ...unless(stages.length === 1, 'not one stage'),
    ...stages.flatMap(([id, { AccessLogSettings, DefaultRouteSettings }]) => [
      ...unless(DefaultRouteSettings?.ThrottlingRateLimit > 0 && DefaultRouteSettings.ThrottlingBurstLimit > 0, `${id} is not throttled`),
      ...unless(AccessLogSettings?.DestinationArn, `${id} has no access log`),
      ...(AccessLogSettings?.Format?.match(/\$[\w.]+/g) ?? [])
        .filter((variable: string) => !loggable.includes(variable))
        .map((variable: string) => `${id} logs ${variable}`),
    ]),
    ...ofType(template, 'AWS::ApiGatewayV2::Api').flatMap(([id, { CorsConfiguration }]) =>
      unless(!CorsConfiguration, `${id} is open to browsers`),
    ),
  ];
}

/** The pool gives tokens to systems with a secret, by client credentials, for scopes it knows; acts of the past only where asked for. */
export function issuer(template: Template): string[] {
  const known = ofType(template, 'AWS::Cognito::UserPoolResourceServer').flatMap(([, { Scopes }]) =>
    Scopes.map(({ ScopeName }: { ScopeName: string }) => ScopeName),
  );
  return [
    ...ofType(template, 'AWS::Cognito::UserPoolClient').flatMap(([id, client]) => {
      const granted: string[] = client.AllowedOAuthScopes.map((each: Properties) => each['Fn::Join'][1].at(-1).slice(1));
      return [
        ...unless(client.GenerateSecret === true, `${id} has no secret`),
        ...unless(JSON.stringify(client.AllowedOAuthFlows) === '["client_credentials"]', `${id} signs people in`),
        ...granted.flatMap((name) => unless(known.includes(name), `${id} has the unknown scope ${name}`)),
        ...unless(!granted.includes('admin') || id.includes('administration'), `${id} administers`),
        ...unless(!granted.includes('backfill'), `${id} may enter acts of the past`),
        ...unless(
          new Set(granted.filter((name) => /write|approve|receive/.test(name)).map((name) => name.split('.')[0])).size <= 1,
          `${id} writes in two services`,
        ),
      ];
    }),
    ...ofType(template, 'AWS::Cognito::UserPool').flatMap(([id, pool]) =>
      unless(pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true, `${id} lets people sign up`),
    ),
  ];
}

/** The routes of the template by service, as `METHOD /path scope`. */
export function served(template: Template): Record<string, string[]> {
  const found = ofType(template, 'AWS::ApiGatewayV2::Route').map(([, route]) => ({
    service: services.find((each) => JSON.stringify(route.Target).includes(`Http${each}Integration`)) ?? '',
    text: `${route.RouteKey} ${route.AuthorizationScopes}`,
  }));
  return Object.fromEntries(services.map((service) => [service, found.filter((each) => each.service === service).map(({ text }) => text)]));
}
