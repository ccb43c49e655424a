import { authorizer } from './authorizer.ts';
import type { LocalFunction } from './functions.ts';
import type { Target } from './gateway.ts';
import type { Stack } from './identities.ts';
import type { Issuer } from './issuer.ts';

/** The HTTP API's routes, each with the function behind it and its authorizer. */
export function routesOf(stack: Stack, functions: LocalFunction[], issuer: Issuer): { routeKey: string; target: Target }[] {
  const authorizers = new Map(
    stack.of('AWS::ApiGatewayV2::Authorizer').map(({ logicalId, properties }) => {
      if (properties.AuthorizerType !== 'JWT')
        throw new Error(`${logicalId} is a ${properties.AuthorizerType} authorizer; this stack has JWT only`);
      const { Issuer = '', Audience = [] } = properties.JwtConfiguration as { Issuer?: string; Audience?: string[] };
      return [stack.ref(logicalId), authorizer({ issuer: Issuer, audience: Audience }, issuer)];
    }),
  );
  const integrations = new Map(
    stack.of('AWS::ApiGatewayV2::Integration').map(({ logicalId, properties }) => [stack.ref(logicalId), properties]),
  );

  return stack.of('AWS::ApiGatewayV2::Route').map(({ logicalId, properties }) => {
    const integration = integrations.get(String(properties.Target).replace('integrations/', ''));
    if (integration?.IntegrationType !== 'AWS_PROXY') throw new Error(`${logicalId} does not lead to a function`);
    if (integration.PayloadFormatVersion !== '2.0')
      throw new Error(`${logicalId} uses payload format ${integration.PayloadFormatVersion}; this stack speaks 2.0`);
    const uri = String(integration.IntegrationUri);
    const run = functions.find(({ arn }) => uri === arn || uri.includes(`${arn}/invocations`));
    if (!run) throw new Error(`${logicalId} leads to ${uri}, which is not a function of the template`);
    const type = String(properties.AuthorizationType ?? 'NONE');
    if (type !== 'JWT' && type !== 'NONE') throw new Error(`${logicalId} asks for ${type} authorization; this stack has JWT only`);
    const authorize = type === 'JWT' ? authorizers.get(String(properties.AuthorizerId)) : undefined;
    if (type === 'JWT' && !authorize) throw new Error(`${logicalId} names an authorizer the template does not have`);
    const target: Target = {
      run,
      authorize,
      scopes: (properties.AuthorizationScopes ?? []) as string[],
      timeoutMs: Number(integration.TimeoutInMillis ?? 30_000),
    };
    return { routeKey: String(properties.RouteKey), target };
  });
}
