import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The queues of the template give a message ten receives, thirty seconds apart: a night of trouble. Here it fits into minutes. */
const VISIBILITY_SECONDS = 3;
const RECEIVES = 2;

type Queue = { Type: string; Properties?: { VisibilityTimeout?: number; RedrivePolicy?: { maxReceiveCount: number } } };

/** A copy of a synthesized assembly in which messages come back, and are given up, sooner. Nothing else is changed. */
export function hurried(assembly: string, into: string): string {
  cpSync(assembly, into, { recursive: true });
  const file = join(into, readdirSync(into).find((name) => name.endsWith('.template.json')) ?? '');
  const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Queue> };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::SQS::Queue' || !Properties?.RedrivePolicy) continue;
    Properties.VisibilityTimeout = VISIBILITY_SECONDS;
    Properties.RedrivePolicy.maxReceiveCount = RECEIVES;
  }
  writeFileSync(file, JSON.stringify(template));
  return into;
}
