import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { HttpApi } from './http-api.ts';
import type { Service } from './service.ts';

/** Where an alarm's action is written down: a heading of docs/operations.md, as its anchor. */
type Section =
  | 'dead-letters'
  | 'inbox-behind'
  | 'announcements-behind'
  | 'announcements-given-up'
  | 'functions-failing'
  | 'functions-throttled'
  | 'error-lines'
  | 'table-throttled'
  | 'api-failing'
  | 'api-slow';

/** Above this value for so many periods of five minutes. */
type Limit = { above: number; for?: number };

const period = Duration.minutes(5);

/** All alarms of the house. Each says what happened and names its section of docs/operations.md, where the action is. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: { key: Key; email?: string }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { masterKey: props.key, enforceSSL: true });
    if (props.email) this.topic.addSubscription(new EmailSubscription(props.email));
    props.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    this.#action = new SnsAction(this.topic);
  }

  watch(service: Service, stage: string): void {
    const { name, inbox, unannounced, functions, table } = service;
    const alarm = (id: string, section: Section, text: string, metric: IMetric, limit: Limit) =>
      this.#alarm(`${service.node.id}${id}`, section, `${name}: ${text}`, metric, limit);

    alarm(
      'DeadLetters',
      'dead-letters',
      'a message was received ten times and not settled.',
      inbox.deadLetters.metricApproximateNumberOfMessagesVisible({ period }),
      { above: 0 },
    );
    alarm(
      'InboxBehind',
      'inbox-behind',
      'the oldest message waits longer than five minutes.',
      inbox.queue.metricApproximateAgeOfOldestMessage({ period }),
      { above: 300, for: 2 },
    );
    alarm(
      'AnnouncementsBehind',
      'announcements-behind',
      'events are announced a minute late or more.',
      functions.outbox.lambda.metric('IteratorAge', { statistic: 'Maximum', period }),
      {
        above: 60_000,
        for: 2,
      },
    );
    alarm(
      'AnnouncementsGivenUp',
      'announcements-given-up',
      'events could not be announced, nor announced again.',
      unannounced.deadLetters.metricApproximateNumberOfMessagesVisible({ period }),
      {
        above: 0,
      },
    );
    for (const [role, { lambda, logGroup }] of Object.entries(functions)) {
      const title = role.charAt(0).toUpperCase() + role.slice(1);
      alarm(`${title}Failing`, 'functions-failing', `the ${role} function throws or runs out of time.`, lambda.metricErrors({ period }), {
        above: 2,
      });
      alarm(
        `${role}Throttled`,
        'functions-throttled',
        `the ${role} function is not started for lack of concurrency.`,
        lambda.metricThrottles({ period }),
        {
          above: 0,
          for: 2,
        },
      );
      logGroup.addMetricFilter('Errors', {
        filterPattern: FilterPattern.stringValue('$.level', '=', 'error'),
        metricNamespace: `Amana/${stage}`,
        metricName: `${name}-error-lines`,
        metricValue: '1',
      });
    }
    const errorLines = new Metric({ namespace: `Amana/${stage}`, metricName: `${name}-error-lines`, statistic: 'Sum', period });
    alarm('ErrorLines', 'error-lines', 'a function wrote a line of level error (a quarantined message, a broken rule).', errorLines, {
      above: 0,
    });
    const throttled = (metricName: string) =>
      new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap: { TableName: table.tableName }, statistic: 'Sum', period });
    alarm('WritesThrottled', 'table-throttled', 'the table refuses writes for a while.', throttled('WriteThrottleEvents'), {
      above: 0,
      for: 2,
    });
    alarm('ReadsThrottled', 'table-throttled', 'the table refuses reads for a while.', throttled('ReadThrottleEvents'), {
      above: 0,
      for: 2,
    });
  }

  watchApi({ api }: HttpApi): void {
    const metric = (metricName: string, statistic: string) =>
      new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ApiId: api.ref }, statistic, period });
    this.#alarm('ApiFailing', 'api-failing', 'The API answered 5xx.', metric('5xx', 'Sum'), { above: 2 });
    this.#alarm('ApiSlow', 'api-slow', 'One call in a hundred takes five seconds or more.', metric('Latency', 'p99'), {
      above: 5_000,
      for: 3,
    });
  }

  #alarm(id: string, section: Section, text: string, metric: IMetric, limit: Limit): void {
    new Alarm(this, id, {
      metric,
      threshold: limit.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: limit.for ?? 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${text} What to do: docs/operations.md#${section}`,
    }).addAlarmAction(this.#action);
  }
}
