import type { Answer, Request } from '#shared/lambda/http.ts';
import { newestOf, statement as stated } from './domain/statement.ts';
import type { Deps } from './lookups.ts';
import {
  BOOKS,
  type BookRow,
  LOT_LEDGER,
  LOTS,
  type LotLedgerRow,
  type LotRow,
  WEAPON_LEDGER,
  WEAPONS,
  type WeaponLedgerRow,
  type WeaponRow,
} from './store.ts';

/** The weapons-in-trust statement: of now from what stands in the register, of any moment from the ledger up to it. */
export async function statement({ query, context }: Request<unknown, { at?: string }>, { store }: Deps): Promise<Answer> {
  const books = store.rows.all<BookRow>({ pk: BOOKS });
  if (query.at === undefined) {
    const [weapons, lots] = await Promise.all([store.rows.all<WeaponRow>({ pk: WEAPONS }), store.rows.all<LotRow>({ pk: LOTS })]);
    return { body: stated(context.recordedAt, { weapons, lots, books: await books }) };
  }
  const asOf = new Date(query.at).toISOString();
  const through = `${asOf}#\uffff`;
  const [weapons, lots] = await Promise.all([
    store.rows.all<WeaponLedgerRow>({ pk: WEAPON_LEDGER, through }),
    store.rows.all<LotLedgerRow>({ pk: LOT_LEDGER, through }),
  ]);
  return { body: stated(asOf, { weapons: newestOf(weapons), lots: newestOf(lots), books: await books }) };
}
