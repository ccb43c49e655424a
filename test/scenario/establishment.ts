import { CALENDAR } from './calendar.ts';
import { COMMITTEES, officer, REGISTRARS, WEAPONS_RECEPTION } from './committees.ts';
import { ADMISSION, sites } from './registration-papers.ts';

/** One document that a ministry's system posts by itself, before the rest: who posts it, where, under which command id. */
export type Order = { readonly client: Client; readonly path: string; readonly id: string; readonly document: object };
export type Client = 'administration' | 'interior' | 'defence' | 'joint-operations' | 'foreign-affairs';

const thousands = (count: number) => Array.from({ length: Math.floor(count / 1000) + 1 }, (_, index) => index);
const three = (n: number) => String(n).padStart(3, '0');

/** What stands before the first person comes: committees, number books, sites, the approval to admit. */
export function establishment(persons: number, weapons: number, lots: number): Order[] {
  const admin = (path: string, id: string, document: object): Order => ({ client: 'administration', path, id, document });
  const orders = COMMITTEES.map((committee) => admin('/committees', `enrol:${committee.committee}`, committee));
  for (const [index, { committee }] of REGISTRARS.entries()) {
    const by = officer(REGISTRARS[index] ?? REGISTRARS[0], 'INTERIOR');
    for (const k of thousands(persons / REGISTRARS.length)) {
      const block = `SY${three(index * 100 + k)}`;
      orders.push(admin('/number-blocks', `issue:${block}`, { by, block, committee }));
    }
  }
  const by = officer(WEAPONS_RECEPTION, 'DEFENCE');
  const books = [...thousands(weapons).map((k) => `WA${three(k)}`), ...thousands(lots - 1).map((k) => `AA${three(k)}`)];
  for (const book of books) orders.push(admin('/receipt-books', `issue:${book}`, { by, book, committee: WEAPONS_RECEPTION.committee }));
  const registrar = officer(REGISTRARS[0], 'INTERIOR');
  for (const site of sites(persons)) orders.push(admin('/sites', `open:${site.site}`, { by: registrar, ...site }));
  orders.push({
    client: 'interior',
    path: '/admissions',
    id: `admit:${ADMISSION}`,
    document: {
      by: registrar,
      at: CALENDAR.opened,
      admission: ADMISSION,
      crossing: {
        names: [
          { name: 'القائم', side: 'IRQ', script: 'Arab' },
          { name: 'Al-Qaim', side: 'IRQ', script: 'Latn' },
          { name: 'البوكمال', side: 'SYR', script: 'Arab' },
          { name: 'Abu Kamal', side: 'SYR', script: 'Latn' },
        ],
      },
      orderingAuthority: 'Joint Operations Command',
      approval: {
        authority: 'Commander-in-Chief of the Armed Forces',
        reference: 'CIC-2024-771',
        grounds: 'Request of the persons; Hague V art. 11 by analogy',
      },
    },
  });
  return orders;
}
