import type { Ministry, Posted } from '../replay/ministry.ts';
import type { Order } from '../scenario/establishment.ts';
import type { Invented } from '../scenario/people.ts';
import { type Story, sign, until } from './story.ts';

type Line = { readonly line: number; readonly personalNumber: string; readonly code?: string; readonly state?: string };

/** Waits until handover has heard what registration has to say of these people: the guards in the way are those expected. */
export async function ready(
  office: Ministry,
  people: readonly Invented[],
  expected: (number: string) => string | undefined,
): Promise<void> {
  await until('the cases are ready', async () => {
    const cases = await office.list<{ personalNumber: string; guards: string[] }>('/return-cases?at=2024-12-18T12:00:00.000Z');
    const guards = new Map(cases.map((each) => [each.personalNumber, each.guards]));
    return people.every(({ personalNumber }) => {
      const found = guards.get(personalNumber);
      const code = expected(personalNumber);
      return found && (code ? found.includes(code) : found.length === 0);
    });
  });
}

export async function submit(office: Ministry, header: Record<string, string>, table: string): Promise<Line[]> {
  const manifestNo = String(header.manifestNo);
  await office.post(`/manifests?${new URLSearchParams(header)}`, `submit:${manifestNo}`, table, 'text/csv');
  await until(`${manifestNo} is processed`, async () => (await office.get<{ processed: boolean }>(`/manifests/${manifestNo}`)).processed);
  const lines = () => office.list<Line>(`/manifests/${manifestNo}/lines`);
  await until(`${manifestNo} is listed`, async () => (await lines()).length === table.trimEnd().split('\n').length - 1);
  return lines();
}

export async function scans(office: Ministry, key: string, lines: readonly Posted[]): Promise<{ outcome: string; code?: string }[]> {
  const body = lines.map(({ id: _id, ...scan }) => JSON.stringify(scan)).join('\n');
  return (await office.post<{ items: { outcome: string; code?: string }[] }>('/scans', key, body, 'application/x-ndjson')).items;
}

/** What single papers did to lines is counted from the queue: the office looks until the counts say so. */
export function counted(office: Ministry, manifestNo: string, holds: (states: Record<string, number>) => boolean): Promise<void> {
  return until(`${manifestNo} is counted`, async () =>
    holds((await office.get<{ states: Record<string, number> }>(`/manifests/${manifestNo}`)).states),
  );
}

/** Certificate and reconciliation; the handover's knowledge of the weapons is waited for, it goes into annex D. */
export async function conclude(story: Story, orders: readonly Order[]): Promise<void> {
  const office = story.ministries['joint-operations'];
  const { total } = await office.get<{ total: { received: number } }>('/custody/statement');
  await until(
    'handover knows the weapons',
    async () => (await office.get<{ total: number }>('/handover/weapons-in-trust')).total === total.received,
  );
  for (const order of orders) await sign(story, order);
}
