import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Row, RowChange } from '#shared/lambda/row-store.ts';
import { placeBefore } from './domain/chain-of-custody.ts';
import type { Discrepancy } from './domain/discrepancy.ts';
import type { Seal } from './domain/seal.ts';
import type { SiteStore } from './domain/site-store.ts';
import type { StockCheck } from './domain/stock-check.ts';
import type { Weapon } from './domain/weapon.ts';

export const STORES = 'STORES';
export const STOCK_CHECKS = 'STOCK-CHECKS';
export const DISCREPANCIES = 'DISCREPANCIES';
export const REMOVALS = 'REMOVALS';
export const SEALS = 'SEALS';
export const INTACT_SEALS = 'INTACT-SEALS';

/** What begins the sort keys of a site's removals and seals. */
export const ofSite = (site: string) => `${site}|`;

export type StoreRow = Row & SiteStore & { readonly site: string };
export type CheckRow = Row &
  Pick<StockCheck, 'site' | 'status' | 'openedAt' | 'findings'> & { readonly check: string; readonly checkType: StockCheck['type'] };
export type ReportRow = Row & Pick<Discrepancy, 'site' | 'check' | 'openedAt' | 'open'> & { readonly discrepancy: string };
export type SealRow = Row & {
  readonly seal: string;
  readonly site: string;
  readonly container: string;
  readonly broken?: true;
  readonly at: string;
};
/** A weapon that is out of its store for a time; `holder` as `officer@committee`, times ISO 8601 UTC. */
export type RemovalRow = Row & {
  readonly custodyNumber: string;
  readonly kind?: string;
  readonly site?: string;
  readonly holder?: string;
  readonly purpose: string;
  readonly removedAt: string;
  readonly dueBack: string;
};

/** The rows of stores, checks, reports and seals. A check's row has no figure of the book but how many differences its closing found. */
export function stockRows({ kind, id, at, state }: StoredEvent): RowChange[] {
  switch (kind) {
    case 'SITE-STORE':
      return [{ put: { pk: STORES, sk: id, site: id, ...(state as SiteStore) } }];
    case 'STOCK-CHECK': {
      const { site, type: checkType, status, openedAt, findings } = state as StockCheck;
      return [{ put: { pk: STOCK_CHECKS, sk: id, check: id, site, checkType, status, openedAt, findings } }];
    }
    case 'DISCREPANCY': {
      const { site, check, openedAt, open } = state as Discrepancy;
      return [{ put: { pk: DISCREPANCIES, sk: id, discrepancy: id, site, check, openedAt, open } }];
    }
    case 'SEAL': {
      const { on, broken } = state as Seal;
      const [site, container] = on.split('|');
      const row = { sk: `${on}#${id}`, seal: id, site, container, broken, at };
      const intact = { pk: INTACT_SEALS, sk: row.sk };
      return [{ put: { pk: SEALS, ...row } }, broken ? { remove: intact } : { put: { ...row, ...intact } }];
    }
    default:
      return [];
  }
}

/** A removed weapon's row by the site it left, until it is back, be it elsewhere: a return names no purpose, a move does. */
export function removalRows(event: StoredEvent<Weapon>): RowChange[] {
  const { id, type, at, data, state } = event;
  const { purpose } = data as { purpose?: string };
  if (type === 'temporarily-removed' && purpose) {
    const { kind, site = '', keeper: holder, dueBack = '' } = state;
    return [{ put: { pk: REMOVALS, sk: `${ofSite(site)}${id}`, custodyNumber: id, kind, site, holder, purpose, removedAt: at, dueBack } }];
  }
  const back = type === 'found' || (type === 'stored' && !purpose);
  return back && state.was !== undefined ? [{ remove: { pk: REMOVALS, sk: `${ofSite(placeBefore(event).site ?? '')}${id}` } }] : [];
}
