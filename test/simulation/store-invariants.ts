import { isDeepStrictEqual } from 'node:util';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ServiceName } from '#shared/contracts/envelope.ts';
import { brokenLink, canonical } from '#shared/kernel/event-chain.ts';
import { notedFacts } from '#shared/kernel/noted-facts.ts';
import { operation } from '#shared/kernel/operation.ts';
import { quarantined } from '#shared/kernel/quarantine.ts';
import type { Aggregate } from '#shared/kernel/stream.ts';
import { headKey, type Item } from '#shared/lambda/event-item.ts';
import type { RowChange } from '#shared/lambda/row-store.ts';
import { ammunitionLot } from '../../services/custody/domain/ammunition-lot.ts';
import { container } from '../../services/custody/domain/container.ts';
import { depositor } from '../../services/custody/domain/depositor.ts';
import { discrepancy } from '../../services/custody/domain/discrepancy.ts';
import { scheduleSlice } from '../../services/custody/domain/handover-schedule.ts';
import { numberBook } from '../../services/custody/domain/number-book.ts';
import { officerKey } from '../../services/custody/domain/officer-key.ts';
import { recognition } from '../../services/custody/domain/recognition.ts';
import { seal } from '../../services/custody/domain/seal.ts';
import { siteStore } from '../../services/custody/domain/site-store.ts';
import { stockCheck } from '../../services/custody/domain/stock-check.ts';
import { weapon } from '../../services/custody/domain/weapon.ts';
import { weaponsHandover } from '../../services/custody/domain/weapons-handover.ts';
import { projects as custodyRows } from '../../services/custody/store.ts';
import { amnesty } from '../../services/handover/domain/amnesty.ts';
import { externalCount } from '../../services/handover/domain/external-count.ts';
import { manifest } from '../../services/handover/domain/manifest.ts';
import { pledgePolicy } from '../../services/handover/domain/pledge-policy.ts';
import { receivingAuthority } from '../../services/handover/domain/receiving-authority.ts';
import { returnCase } from '../../services/handover/domain/return-case.ts';
import { scanBatch } from '../../services/handover/domain/scan-batch.ts';
import { slice } from '../../services/handover/domain/slice.ts';
import { submissionKey } from '../../services/handover/domain/submission-key.ts';
import { submissionPart, upload } from '../../services/handover/domain/submission-parts.ts';
import { projects as handoverRows } from '../../services/handover/store.ts';
import { admission } from '../../services/registration/domain/admission.ts';
import { bed } from '../../services/registration/domain/bed.ts';
import { committee } from '../../services/registration/domain/committee.ts';
import { numberBlock } from '../../services/registration/domain/number-block.ts';
import { pair } from '../../services/registration/domain/pair.ts';
import { person } from '../../services/registration/domain/person.ts';
import { site } from '../../services/registration/domain/site.ts';
import { projects as registrationRows } from '../../services/registration/store.ts';
import type { Invariant } from './invariants.ts';
import type { Event } from './ledger.ts';
import { UNDOABLE } from './poison.ts';

// biome-ignore lint/suspicious/noExplicitAny: rules of every kind of stream
type Rules = Aggregate<any, any>;
const RULES: Readonly<Record<ServiceName, readonly Rules[]>> = {
  registration: [person, bed, numberBlock, site, committee, admission, pair, quarantined, operation],
  custody: [
    ...[weapon, ammunitionLot, container, numberBook, officerKey, depositor, siteStore, stockCheck, discrepancy, seal],
    ...[recognition, weaponsHandover, scheduleSlice],
    ...[notedFacts('COMMITTEE'), quarantined, operation],
  ],
  handover: [
    ...[returnCase, manifest, submissionKey, upload, submissionPart, slice, scanBatch],
    ...[amnesty, receivingAuthority, pledgePolicy, externalCount, quarantined, operation],
    ...['COMMITTEE', 'WEAPON', 'LOT'].map((kind) => notedFacts(kind)),
  ],
};
const PROJECTS: Readonly<Record<ServiceName, (event: Event) => RowChange[]>> = {
  registration: registrationRows,
  custody: custodyRows,
  handover: handoverRows,
};
const HEADS: Readonly<Record<ServiceName, readonly string[]>> = {
  registration: ['PERSON'],
  custody: ['WEAPON', 'LOT'],
  handover: ['CASE'],
};
/** Written before their event, or by two streams: checked elsewhere. */
const NOT_BY_ONE_STREAM = /^(SEARCH#|SERIALS|SUSPECTS|HEAD#)/;

const evolved = new Map(Object.entries(RULES).flatMap(([service, all]) => all.map((rules) => [`${service} ${rules.kind}`, rules])));

/** As it is after it was stored: without what is undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export const storeInvariants: readonly Invariant[] = [
  {
    id: 'I-01',
    *check({ ledger }, tried) {
      for (const [key, stream] of ledger.streams) {
        tried();
        const broken = brokenLink(stream);
        if (broken) yield `${key} at ${broken.sequence}: ${broken.reason}`;
        const rules = evolved.get(key.slice(0, key.indexOf('#')));
        if (!rules) {
          yield `${key}: a stream without rules`;
          continue;
        }
        let state: unknown;
        for (const event of stream) {
          state = rules.evolve(state, event);
          if (canonical(state) === event.stateAsStored) continue;
          yield `${key} at ${event.sequence}: replay does not give the state it carries`;
          break;
        }
      }
    },
  },
  {
    id: 'I-37',
    *check({ ledger, house }, tried) {
      for (const [key, stream] of ledger.streams) {
        const ids = stream.map(({ command }) => command.id);
        if (new Set(ids).size < ids.length) yield `${key}: a command stands in it twice`;
      }
      for (const [number, stream] of ledger.cases) {
        const scans = stream.flatMap(({ data }) => (data.scan ? [`${data.scan.device}/${data.scan.deviceSequence}`] : []));
        tried(scans.length);
        if (new Set(scans).size < scans.length) yield `${number}: a scan stands in the case twice`;
      }
      for (const { name, inbox, unannounced } of Object.values(house.services)) {
        const left = [...inbox.dead, ...unannounced.dead].filter(({ body }) => body !== UNDOABLE);
        if (left.length || inbox.waiting() || unannounced.waiting())
          yield `${name}: messages are left that can be read: ${left[0]?.body.slice(0, 200)}`;
      }
    },
  },
  {
    id: 'I-38',
    *check({ ledger }, tried) {
      for (const service of Object.keys(RULES) as ServiceName[]) {
        const wanted = new Map<string, object | undefined>();
        const entries = new Set<string>();
        for (const [key, stream] of ledger.streams) {
          if (!key.startsWith(`${service} `)) continue;
          for (const event of stream) {
            for (const change of PROJECTS[service](event)) {
              if ('put' in change) wanted.set(`${change.put.pk}\n${change.put.sk}`, change.put);
              if ('share' in change) entries.add(`${change.share.pk} ${change.share.sk} ${change.entry}`);
              if ('remove' in change) wanted.set(`${change.remove.pk}\n${change.remove.sk}`, undefined);
            }
          }
          const head = stream.at(-1) as Event;
          if (!HEADS[service].includes(head.kind)) continue;
          tried();
          const { pk, sk } = headKey(head.kind, head.id);
          const stands = ledger.rows[service].get(`${pk?.S}\n${sk?.S}`);
          if (stands?.headSequence?.S !== String(head.sequence).padStart(8, '0'))
            yield `${service}: the head of ${key} is not its newest event`;
        }
        for (const [key, row] of wanted) {
          if (NOT_BY_ONE_STREAM.test(key)) continue;
          tried();
          const item = ledger.rows[service].get(key);
          if (row ? !item || !isDeepStrictEqual(unmarshall(item), plain(row)) : item)
            yield `${service}: row ${key.replace('\n', ' ')} is not what the events give`;
        }
        const shared = sharedEntries(ledger.rows[service]);
        tried(entries.size);
        for (const entry of entries) if (!shared.has(entry)) yield `${service}: no row has ${entry}`;
        for (const entry of shared) if (!entries.has(entry)) yield `${service}: ${entry} in a shared row comes from no event`;
        for (const [key, item] of ledger.rows[service])
          if (!item.entries && !wanted.has(key) && !NOT_BY_ONE_STREAM.test(key))
            yield `${service}: row ${key.replace('\n', ' ')} comes from no event`;
      }
    },
  },
];

/** What stands in rows that many events share, each with the key under which it was written. */
function sharedEntries(rows: ReadonlyMap<string, Item>): Set<string> {
  const found = new Set<string>();
  for (const { pk, sk, entries } of rows.values())
    for (const { S } of entries?.L ?? []) found.add(`${pk?.S} ${sk?.S?.slice(0, sk.S.lastIndexOf(' '))} ${S}`);
  return found;
}
