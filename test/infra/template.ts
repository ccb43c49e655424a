import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: a template's properties are looked into by path, and what is missing is a finding
export type Properties = any;
export type Resource = { Type: string; Properties: Properties; DeletionPolicy?: string; UpdateReplacePolicy?: string };
export type Template = { Resources: Record<string, Resource>; Outputs: Record<string, { Value: unknown }> };

export const services = ['Registration', 'Custody', 'Handover'] as const;
export const roles = ['Api', 'Inbox', 'Outbox', 'Sequencer'] as const;
export type Role = (typeof roles)[number];

export const root = new URL('../../', import.meta.url).pathname;

/** Synthesizes the app as `npm run synth` does, with this context. Fails as synth fails. */
export function synthesize(context: Record<string, string> = {}): Template {
  const folder = mkdtempSync(join(tmpdir(), 'amana-synth-'));
  const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) };
  try {
    execFileSync(process.execPath, ['infra/app.ts'], { cwd: root, env, stdio: 'pipe' });
    return JSON.parse(readFileSync(join(folder, 'Amana.template.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Resources of a type as [logical id, properties]. */
export function ofType(template: Template, type: string): [string, Properties][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties ?? {}]);
}

/** The logical id that a Ref or a GetAtt points to. */
export function target(value: Properties): string | undefined {
  return value?.Ref ?? value?.['Fn::GetAtt']?.[0];
}

/** The functions as [logical id, role, properties]. */
export function functionsOf(template: Template): { id: string; service: string; role: Role; properties: Properties }[] {
  return ofType(template, 'AWS::Lambda::Function').map(([id, properties]) => {
    const found = /^(Registration|Custody|Handover)(Api|Inbox|Outbox|Sequencer)(?:Function){1,2}[0-9A-F]{8}$/.exec(id);
    if (!found) throw new Error(`a function that is none of the ten: ${id}`);
    return { id, service: found[1] as string, role: found[2] as Role, properties };
  });
}

/** The finding when a value is not what it should be. */
export function unless(holds: unknown, finding: string): string[] {
  return holds ? [] : [finding];
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
