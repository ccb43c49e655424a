import type { Ministry } from '../replay/ministry.ts';
import type { Exported } from './exported.ts';
import type { Day } from './people-fold.ts';
import type { Figures } from './returns-fold.ts';
import type { KindCounts } from './weapons-fold.ts';

type Counts = Readonly<Record<string, number>>;
export type Strength = {
  readonly date: string;
  readonly sites: readonly ({ readonly site: string; readonly roll: number } & Readonly<Day>)[];
  readonly all: Readonly<Day>;
  readonly balanced: boolean;
};
export type RollLine = {
  readonly personalNumber: string;
  readonly state: string;
  readonly category: string;
  readonly site: string;
  readonly bed?: string;
};
export type BlockStatement = {
  readonly block: string;
  readonly numbers: number;
  readonly used: number;
  readonly voided: number;
  readonly blank: number;
};
export type Registration = {
  readonly statement: {
    readonly registered: number;
    readonly inCustody: number;
    readonly byState: Counts;
    readonly byCategory: Counts;
    readonly blocks: readonly string[];
    readonly effects: Counts;
    readonly cash: Readonly<Record<string, { readonly received: number; readonly held: number; readonly restituted: number }>>;
  };
  readonly blocks: readonly BlockStatement[];
  readonly strengths: readonly Strength[];
  readonly roll: readonly RollLine[];
  readonly beds: readonly { readonly site: string; readonly bed: string; readonly personalNumber: string }[];
  readonly events: readonly Exported[];
};

export type CustodyStatement = {
  readonly asOf: string;
  readonly weapons: readonly ({ readonly kind: string } & Readonly<KindCounts> & Outgone)[];
  readonly total: Readonly<KindCounts> & Outgone & { readonly released: number };
  readonly ammunition: readonly {
    readonly calibre: string;
    readonly unit: string;
    readonly lots: number;
    readonly received: number;
    readonly inTrust: number;
    readonly handedOver: number;
    readonly destroyed: number;
    readonly lost: number;
  }[];
  readonly receipts: readonly {
    readonly book: string;
    readonly receipts: number;
    readonly used: number;
    readonly voided: number;
    readonly blank: number;
    readonly skipped: number;
  }[];
};
type Outgone = { readonly handedOver: number; readonly destroyed: number; readonly lost: number; readonly returnedToPrivateOwner: number };
export type WeaponLine = {
  readonly custodyNumber: string;
  readonly state: string;
  readonly kind: string;
  readonly site: string;
  readonly container?: string;
};
export type Custody = {
  readonly statement: CustodyStatement;
  /** The same statement as of moments of the past. */
  readonly past: readonly CustodyStatement[];
  readonly weapons: readonly WeaponLine[];
  readonly events: readonly Exported[];
};

export type ManifestStatement = {
  readonly manifestNo: string;
  readonly state: string;
  readonly contentHash?: string;
  readonly counts: Figures & { readonly lines: number; readonly notListed: number; readonly open: number; readonly pending: number };
  readonly balanced: boolean;
};
export type Certificate = {
  readonly manifestNo: string;
  readonly contentHash: string;
  readonly at: string;
  readonly counts: Figures;
  readonly annexes: {
    readonly A: { readonly count: number };
    readonly B: { readonly count: number; readonly lines: readonly unknown[] };
    readonly D: { readonly total: number; readonly byKind: Counts };
  };
};
export type Handover = {
  readonly reconciliation: {
    readonly manifests: readonly ManifestStatement[];
    readonly total: Partial<Figures>;
    readonly caseload: { readonly cases: number; readonly returned: number; readonly gone: number; readonly remaining: number };
    readonly balanced: boolean;
  };
  readonly certificates: readonly Certificate[];
  /** How many people each certificate's annex A names. */
  readonly annexA: Readonly<Record<string, number>>;
  readonly events: readonly Exported[];
};
export type Evidence = { readonly registration: Registration; readonly custody: Custody; readonly handover: Handover };

/** The services' own statements and exports, read by somebody who may read all three. */
export async function gather(reader: Ministry): Promise<Evidence> {
  const [registration, custody, handover] = await Promise.all([registrationOf(reader), custodyOf(reader), handoverOf(reader)]);
  return { registration, custody, handover };
}

async function registrationOf(reader: Ministry): Promise<Registration> {
  const statement = await reader.get<Registration['statement']>('/registration/statement');
  const events = await reader.list<Exported>('/registration/events');
  const blocks = await Promise.all(statement.blocks.map((block) => reader.get<BlockStatement>(`/number-blocks/${block}`)));
  const strengths: Strength[] = [];
  for (const date of daysOf(events)) strengths.push(await reader.get<Strength>(`/strength?date=${date}`));
  const sites = await reader.list<{ site: string }>('/sites');
  const beds = await Promise.all(
    sites.map(async ({ site }) =>
      (await reader.list<{ bed: string; personalNumber: string }>(`/sites/${site}/beds`)).map((bed) => ({ site, ...bed })),
    ),
  );
  return { statement, blocks, strengths, roll: await reader.list<RollLine>('/persons'), beds: beds.flat(), events };
}

/** The days on which people came, moved or left. */
function daysOf(events: readonly Exported[]): string[] {
  return [...new Set(events.filter(({ kind }) => kind === 'PERSON').map(({ at }) => at.slice(0, 10)))].sort();
}

async function custodyOf(reader: Ministry): Promise<Custody> {
  const statement = await reader.get<CustodyStatement>('/custody/statement');
  const events = await reader.list<Exported>('/custody/events');
  const moments = [...new Set(events.filter(({ kind }) => kind === 'WEAPON').map(({ at }) => `${at.slice(0, 10)}T12:00:00.000Z`))]
    .sort()
    .slice(0, 7);
  const past = await Promise.all(moments.map((at) => reader.get<CustodyStatement>(`/custody/statement?at=${at}`)));
  return { statement, past, weapons: await reader.list<WeaponLine>('/weapons'), events };
}

async function handoverOf(reader: Ministry): Promise<Handover> {
  const reconciliation = await reader.get<Handover['reconciliation']>('/handover/reconciliation');
  const certificates: Certificate[] = [];
  const annexA: Record<string, number> = {};
  for (const { manifestNo } of reconciliation.manifests) {
    const { status, text } = await reader.tryGet(`/manifests/${manifestNo}/certificate`);
    if (status !== 200) continue;
    certificates.push(JSON.parse(text) as Certificate);
    annexA[manifestNo] = (await reader.list(`/manifests/${manifestNo}/certificate/accepted`)).length;
  }
  return { reconciliation, certificates, annexA, events: await reader.list<Exported>('/handover/events') };
}
