import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as Lambda, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A function of a service: its bundle, its log group, and a role that may write to that log group and nothing else yet. */
export class ServiceFunction extends Construct {
  readonly lambda: Lambda;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    props: { code: string; key: IKey; timeout: Duration; memorySize: number; environment: Record<string, string> },
  ) {
    super(scope, id);
    const { code, key, ...settings } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      encryptionKey: key,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.may(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
    this.lambda = new Lambda(this, 'Function', {
      ...settings,
      role: this.role,
      code: Code.fromAsset(code),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      environmentEncryption: key,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
  }

  /** Forbids the function these actions whatever else allows them. */
  mayNot(actions: string[], resources: string[], conditions: Record<string, Record<string, unknown>>): void {
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.DENY, actions, resources, conditions }));
  }

  /** Lets the function do exactly these actions on exactly these resources. */
  may(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  }
}
