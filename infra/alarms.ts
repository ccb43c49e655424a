import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, type IFilterPattern, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { HttpApi } from './http-api.ts';
import type { Sequencer } from './sequencer.ts';
import type { Service } from './service.ts';

type Watch = {
  id: string;
  /** What has happened when it sounds. */
  says: string;
  /** What to do: the anchor of a heading of docs/operations.md. */
  section: string;
  metric: IMetric;
  above: number;
  /** For so many periods of five minutes in a row. Default 1. */
  periods?: number;
};

const period = Duration.minutes(5);
/** The one line of level `error` with an alarm of its own. */
const quarantined = FilterPattern.stringValue('$.message', '=', 'message quarantined');
const otherErrors = FilterPattern.all(
  FilterPattern.stringValue('$.level', '=', 'error'),
  FilterPattern.stringValue('$.message', '!=', 'message quarantined'),
);

/** All alarms of the house. Each says what happened and names its section of docs/operations.md, where the action is. */
export class Alarms extends Construct {
  readonly #action: SnsAction;
  readonly #namespace: string;

  constructor(scope: Construct, id: string, props: { key: Key; stage: string; email: string | undefined }) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { masterKey: props.key, enforceSSL: true });
    if (props.email) topic.addSubscription(new EmailSubscription(props.email));
    props.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    this.#action = new SnsAction(topic);
    this.#namespace = `Amana/${props.stage}`;
  }

  watch(service: Service): void {
    const { name, inbox, unannounced, functions } = service;
    const waiting = { period, statistic: 'Maximum' };
    const table = (metricName: string) =>
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName,
        dimensionsMap: { TableName: service.table.tableName },
        statistic: 'Sum',
        period,
      });
    const watches: Watch[] = [
      {
        id: 'DeadLetters',
        says: 'a message was received ten times and never settled',
        section: 'dead-letters',
        metric: inbox.deadLetters.metricApproximateNumberOfMessagesVisible(waiting),
        above: 0,
      },
      {
        id: 'InboxBehind',
        says: 'the oldest message of the inbox waits five minutes or more',
        section: 'inbox-behind',
        metric: inbox.queue.metricApproximateAgeOfOldestMessage(waiting),
        above: 300,
        periods: 2,
      },
      {
        id: 'AnnouncementsBehind',
        says: 'events are announced a minute late or more',
        section: 'announcements-behind',
        metric: functions.outbox.lambda.metric('IteratorAge', waiting),
        above: 60_000,
        periods: 2,
      },
      {
        id: 'AnnouncementsGivenUp',
        says: 'events could neither be announced nor announced again',
        section: 'announcements-given-up',
        metric: unannounced.deadLetters.metricApproximateNumberOfMessagesVisible(waiting),
        above: 0,
      },
      {
        id: 'Quarantine',
        says: 'a message could not be read and was set aside',
        section: 'quarantine',
        metric: this.#lines(`${name}-quarantined`, quarantined, [functions.inbox.logGroup]),
        above: 0,
      },
      {
        id: 'ErrorLines',
        says: 'a function wrote a line of level error',
        section: 'error-lines',
        metric: this.#lines(
          `${name}-errors`,
          otherErrors,
          Object.values(functions).map(({ logGroup }) => logGroup),
        ),
        above: 0,
      },
      {
        id: 'WritesThrottled',
        says: 'the table puts writes off',
        section: 'table-throttled',
        metric: table('WriteThrottleEvents'),
        above: 0,
        periods: 2,
      },
      {
        id: 'ReadsThrottled',
        says: 'the table puts reads off',
        section: 'table-throttled',
        metric: table('ReadThrottleEvents'),
        above: 0,
        periods: 2,
      },
    ];
    for (const [role, { lambda, node }] of Object.entries(functions)) {
      watches.push(
        {
          id: `${node.id}Failing`,
          says: `the ${role} function throws or runs out of time`,
          section: 'functions-failing',
          metric: lambda.metricErrors({ period }),
          above: 2,
        },
        {
          id: `${node.id}Throttled`,
          says: `the ${role} function is not started, for lack of concurrency`,
          section: 'functions-throttled',
          metric: lambda.metricThrottles({ period }),
          above: 0,
          periods: 2,
        },
      );
    }
    for (const each of watches) this.#alarm({ ...each, id: `${service.node.id}${each.id}`, says: `${name}: ${each.says}` });
  }

  /** The log of custody: what was not logged, what was logged late, and a log that does not continue its last checkpoint. */
  watchLog({ function: { lambda, logGroup }, unsequenced }: Sequencer): void {
    const watches: Watch[] = [
      {
        id: 'Behind',
        says: 'events are logged ten minutes late or more',
        section: 'log-behind',
        metric: lambda.metric('IteratorAge', { period, statistic: 'Maximum' }),
        above: 600_000,
      },
      {
        id: 'GivenUp',
        says: 'events could not be logged',
        section: 'log-given-up',
        metric: unsequenced.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        above: 0,
      },
      {
        id: 'Forked',
        says: 'the log does not continue its last checkpoint, an event is not what was hashed or logged, or another line of level error',
        section: 'log-forked',
        metric: this.#lines('custody-log-errors', otherErrors, [logGroup]),
        above: 0,
      },
      {
        id: 'Failing',
        says: 'the sequencer throws or runs out of time',
        section: 'functions-failing',
        metric: lambda.metricErrors({ period }),
        above: 2,
      },
      {
        id: 'Throttled',
        says: 'the sequencer is not started, for lack of concurrency',
        section: 'functions-throttled',
        metric: lambda.metricThrottles({ period }),
        above: 0,
        periods: 2,
      },
    ];
    for (const each of watches) this.#alarm({ ...each, id: `CustodyLog${each.id}`, says: `custody: ${each.says}` });
  }

  watchApi({ api }: HttpApi): void {
    const metric = (metricName: string, statistic: string) =>
      new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ApiId: api.ref }, statistic, period });
    this.#alarm({ id: 'ApiFailing', says: 'the API answers 5xx', section: 'api-failing', metric: metric('5xx', 'Sum'), above: 2 });
    this.#alarm({
      id: 'ApiSlow',
      says: 'one call in a hundred takes five seconds or more',
      section: 'api-slow',
      metric: metric('Latency', 'p99'),
      above: 5_000,
      periods: 3,
    });
  }

  /** Counts the lines of these log groups that fit the pattern. */
  #lines(metricName: string, filterPattern: IFilterPattern, logGroups: LogGroup[]): Metric {
    for (const logGroup of logGroups) {
      logGroup.addMetricFilter(metricName, { filterPattern, metricNamespace: this.#namespace, metricName, metricValue: '1' });
    }
    return new Metric({ namespace: this.#namespace, metricName, statistic: 'Sum', period });
  }

  #alarm({ id, says, section, metric, above, periods = 1 }: Watch): void {
    new Alarm(this, id, {
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${says}. What to do: docs/operations.md#${section}`,
    }).addAlarmAction(this.#action);
  }
}
