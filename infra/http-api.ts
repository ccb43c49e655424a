import { ArnFormat, Aws, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnApi, CfnApiMapping, CfnAuthorizer, CfnDomainName, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Service } from './service.ts';
import type { Settings } from './settings.ts';

/** Of a service's route, what API Gateway must know. */
export type RouteKey = { readonly method: string; readonly path: string; readonly scope: string };

/** Who called which route, when, with what outcome. The path as asked and the address are left out: they may tell of a person. */
const accessLog = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latency: '$context.responseLatency',
  client: '$context.authorizer.claims.client_id',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

/**
 * The one HTTP API. Every route needs a token and one scope; there is no default route. Each service has one
 * integration and its function one permission: a permission a route would outgrow Lambda's policy.
 */
export class HttpApi extends Construct {
  readonly api: CfnApi;
  readonly url: string;
  readonly #authorizer: CfnAuthorizer;

  constructor(
    scope: Construct,
    id: string,
    props: { issuer: { url: string; audience: string[] }; key: IKey; domain?: Settings['domain'] },
  ) {
    super(scope, id);
    this.api = new CfnApi(this, 'Api', {
      name: 'Amana',
      protocolType: 'HTTP',
      description: 'Registration, weapons in trust and handover',
      disableExecuteApiEndpoint: props.domain !== undefined,
    });
    this.#authorizer = new CfnAuthorizer(this, 'Authorizer', {
      apiId: this.api.ref,
      name: 'ministries',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: { issuer: props.issuer.url, audience: props.issuer.audience },
    });
    const logs = new LogGroup(this, 'AccessLogs', {
      encryptionKey: props.key,
      retention: RetentionDays.FIVE_YEARS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // The group's own ARN ends with a wildcard that the stage does not take.
    const { logGroupName: resourceName } = logs;
    const destinationArn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const stage = new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn, format: JSON.stringify(accessLog) },
      defaultRouteSettings: { throttlingRateLimit: 200, throttlingBurstLimit: 400, detailedMetricsEnabled: true },
    });
    this.url = props.domain ? this.#named(props.domain, stage) : this.api.attrApiEndpoint;
  }

  /** Sends these routes to the service's api function. */
  serve(service: Service, routes: readonly RouteKey[]): void {
    const { lambda } = service.functions.api;
    const integration = new CfnIntegration(this, `${service.node.id}Integration`, {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: lambda.functionArn,
      payloadFormatVersion: '2.0',
      timeoutInMillis: 29_000,
    });
    new CfnPermission(service, 'Invocation', {
      action: 'lambda:InvokeFunction',
      functionName: lambda.functionArn,
      principal: new ServicePrincipal('apigateway.amazonaws.com').service,
      sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.api.ref}/*/*`,
    });
    for (const { method, path, scope } of routes) {
      new CfnRoute(this, `${method} ${path}`.replaceAll('/', '|'), {
        apiId: this.api.ref,
        routeKey: `${method} ${path}`,
        target: `integrations/${integration.ref}`,
        authorizationType: 'JWT',
        authorizerId: this.#authorizer.ref,
        authorizationScopes: [scope],
      });
    }
  }

  #named(domain: NonNullable<Settings['domain']>, stage: CfnStage): string {
    const name = new CfnDomainName(this, 'Domain', {
      domainName: domain.name,
      domainNameConfigurations: [{ certificateArn: domain.certificate, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }],
    });
    new CfnApiMapping(this, 'DomainMapping', { apiId: this.api.ref, domainName: name.ref, stage: stage.ref });
    // What the name's DNS record points to.
    new CfnOutput(Stack.of(this), 'DomainTarget', { value: name.attrRegionalDomainName });
    return `https://${domain.name}`;
  }
}
