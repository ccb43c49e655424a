import type { Node } from 'constructs';

/** What a deployment chooses, as CDK context: `cdk deploy -c stage=prod -c alarmEmail=watch@example.org`. */
export type Settings = {
  /** Name of the deployment, in tags and in the functions' AMANA_STAGE. Default `dev`. */
  stage: string;
  /** Issuer of the ministries' tokens. Default: none, and the stack makes a Cognito user pool with a client a system. */
  issuer?: { url: string; audience: string[] };
  /** Clients of the user pool that may enter acts of the past (context: names divided by commas). Default: none. */
  backfill: string[];
  /** A checkpoint of custody's log is signed after so many seconds, or 256 entries if they come sooner. Default 60. */
  checkpointSeconds: number;
  /** Who is told of alarms. Default: nobody; the alarms stand in CloudWatch all the same. */
  alarmEmail?: string;
  /** The API's own name and its certificate (ARN, same region). Default: the name API Gateway gives. */
  domain?: { name: string; certificate: string };
};

/** @throws if a setting is there without the one it needs, or cannot be used. */
export function settingsFrom(node: Node): Settings {
  const text = (key: string): string | undefined => node.tryGetContext(key)?.toString().trim() || undefined;
  const list = (key: string): string[] => (text(key) ?? '').split(',').filter(Boolean);
  const pair = (key: string, companion: string): [string, string] | undefined => {
    const [value, other] = [text(key), text(companion)];
    if (value && !other) throw new Error(`The setting "${key}" needs "${companion}" beside it.`);
    return value && other ? [value, other] : undefined;
  };
  const issuer = pair('issuer', 'audience');
  const domain = pair('domain', 'certificate');
  const alarmEmail = text('alarmEmail');
  const stage = text('stage') ?? 'dev';
  // It stands in the domain of the user pool, which takes no more.
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage))
    throw new Error(`The setting "stage" is at most 20 small letters, digits and hyphens, not "${stage}".`);
  const checkpointSeconds = Number(text('checkpointSeconds') ?? 60);
  if (!Number.isInteger(checkpointSeconds) || checkpointSeconds < 1 || checkpointSeconds > 300)
    throw new Error('The setting "checkpointSeconds" is a whole number from 1 to 300.');
  return {
    stage,
    backfill: list('backfill'),
    checkpointSeconds,
    ...(issuer && { issuer: { url: issuer[0], audience: list('audience') } }),
    ...(alarmEmail && { alarmEmail }),
    ...(domain && { domain: { name: domain[0], certificate: domain[1] } }),
  };
}
