import { join } from 'node:path';
import { CfnOutput, RemovalPolicy, Stack, Stage, Tags, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { bundle } from './bundle.ts';
import { customerKey } from './customer-key.ts';
import { HttpApi, type RouteKey } from './http-api.ts';
import { Issuer } from './issuer.ts';
import { Sequencer } from './sequencer.ts';
import { entryOf, Service } from './service.ts';
import type { Settings } from './settings.ts';

const services = ['registration', 'custody', 'handover'] as const;
export type ServiceName = (typeof services)[number];
const functions = ['api', 'inbox', 'outbox'] as const;

/** The entry files of all ten functions, from the root of the project. */
export const entries = [...services.flatMap((service) => functions.map((name) => entryOf(service, name))), entryOf('custody', 'sequencer')];

/** The whole house: three services, one HTTP API, who speaks to whom. */
export class Amana extends Stack {
  constructor(scope: Construct, id: string, props: { settings: Settings; routes: Record<ServiceName, readonly RouteKey[]> }) {
    super(scope, id, { description: 'Amana: registration, weapons in trust and handover' });
    const { settings, routes } = props;
    const { stage } = settings;
    Tags.of(this).add('amana:stage', stage);
    const key = customerKey(this, 'Key', "What Amana's services share: the identity key, access logs, alarms");

    const bundles = join(Stage.of(this)?.outdir as string, 'bundles');
    bundle(entries, bundles);
    const registration = new Service(this, 'Registration', { name: 'registration', stage, bundles });
    const custody = new Service(this, 'Custody', { name: 'custody', stage, bundles });
    const handover = new Service(this, 'Handover', { name: 'handover', stage, bundles });
    const sequencer = new Sequencer(custody, 'Sequencer', settings);
    registration.searches();
    custody.searches();
    registration.tells([custody, handover]);
    custody.tells([handover]);
    handover.tells([registration, custody, handover]);

    const identityKey = new Secret(this, 'IdentityKey', {
      description: 'Key of the identity digests that registration sends and handover compares',
      encryptionKey: key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(identityKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'With another key every identity digest already sent would differ from its manifest line; it is changed by hand, with a re-announce.',
    });
    registration.compares(identityKey, ['api']);
    handover.compares(identityKey, ['api', 'inbox']);

    const issuer = settings.issuer ?? this.#cognito(settings);
    const http = new HttpApi(this, 'Http', { issuer, key, domain: settings.domain });
    const alarms = new Alarms(this, 'Alarms', { key, stage, email: settings.alarmEmail });
    for (const service of [registration, custody, handover]) {
      http.serve(service, routes[service.name as ServiceName]);
      alarms.watch(service);
      new CfnOutput(this, `${service.node.id}Table`, { value: service.table.tableName });
      for (const [name, queue] of Object.entries(service.queues)) {
        new CfnOutput(this, `${service.node.id}${name}`, { value: queue.queueUrl });
      }
    }
    alarms.watchApi(http);
    alarms.watchLog(sequencer);
    new CfnOutput(this, 'CustodyUnsequenced', { value: sequencer.unsequenced.queue.queueUrl });
    new CfnOutput(this, 'CustodyUnsequencedDeadLetters', { value: sequencer.unsequenced.deadLetters.queueUrl });
    new CfnOutput(this, 'CustodyCheckpoints', { value: sequencer.bucket.bucketName });
    new CfnOutput(this, 'ApiUrl', { value: http.url });
  }

  #cognito(settings: Settings): Issuer {
    const issuer = new Issuer(this, 'Issuer', settings);
    new CfnOutput(this, 'TokenUrl', { value: issuer.tokenUrl });
    new CfnOutput(this, 'UserPoolId', { value: issuer.poolId });
    return issuer;
  }
}
