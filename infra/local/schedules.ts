import { randomUUID } from 'node:crypto';
import type { LocalFunction } from './functions.ts';
import { account, region, type Stack } from './identities.ts';

const MINUTE = 60_000;
const units: Record<string, number> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/**
 * When a schedule expression comes round next, in ms, after `now`: `rate(N minutes|hours|days)`, or `cron(M H * * ? *)`, once a day. Throws on
 * any other.
 */
export function nextAfter(expression: string, now: number): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count) return now + Number(count) * (units[unit] as number);
  const [, minute, hour] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression) ?? [];
  if (minute === undefined) throw new Error(`${expression} is a schedule this stack does not know`);
  const today = new Date(now).setUTCHours(Number(hour), Number(minute), 0, 0);
  return today > now ? today : today + (units.day as number);
}

/** Calls the targets of the template's rules when they come round. What came round while nothing ran is not made up for. */
export function startSchedules(stack: Stack, functions: LocalFunction[]): () => void {
  const timers = new Map<string, NodeJS.Timeout>();
  for (const { logicalId, properties } of stack.of('AWS::Events::Rule')) {
    const targets = (properties.Targets ?? []) as { Arn: string }[];
    const called = targets.map(({ Arn }) => {
      const found = functions.find(({ arn }) => arn === Arn);
      if (!found) throw new Error(`${logicalId} calls ${Arn}, which is not a function of the template`);
      return found;
    });
    const event = () => ({
      version: '0',
      id: randomUUID(),
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account,
      region,
      time: new Date().toISOString(),
      resources: [stack.attribute(logicalId, 'Arn')],
      detail: {},
    });
    const arm = () => {
      const wait = nextAfter(String(properties.ScheduleExpression), Date.now()) - Date.now();
      timers.set(
        logicalId,
        setTimeout(() => {
          for (const target of called) void target.invoke(JSON.stringify(event()));
          arm();
        }, wait).unref(),
      );
    };
    if (properties.State !== 'DISABLED') arm();
  }
  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
  };
}
