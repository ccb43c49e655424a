import { canonical } from '#shared/kernel/event-chain.ts';
import type { Evidence, Invariant } from './invariants.ts';
import type { Event } from './ledger.ts';
import type { Heard } from './ministry.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of many routes
type Said = any;
type One = { readonly from: Heard; readonly id: string; readonly said: Said; readonly status: number };

/** The streams in which a command of a route leaves its event. */
const ACTED_ON = ['PERSON', 'CASE', 'WEAPON', 'LOT', 'MANIFEST', 'AMNESTY', 'AUTHORITY', 'POLICY', 'CLAIM', 'PAIR'];

/** Every single outcome somebody heard: of a document, or of each line of a batch. */
function* outcomes(heard: readonly Heard[]): Generator<One> {
  for (const from of heard) {
    const { call, answer } = from;
    if (call.method === 'GET') continue;
    if (!Array.isArray(answer.body)) yield { from, id: call.key, said: answer.body, status: answer.status };
    else for (const said of answer.body) if (said.id) yield { from, id: said.id, said, status: said.status };
  }
}

/** A refusal that asks for a repeat is none for good. */
function mayPass({ answer }: Heard, said: Said): boolean {
  return said.retryAfter !== undefined || answer.headers['retry-after'] !== undefined;
}

export const answersTrue: readonly Invariant[] = [
  {
    // What was accepted stands, under the number and hash the receipt names.
    id: 'ANSWER',
    *check({ ledger, heard }: Evidence, tried) {
      const first = new Map<string, string>();
      const stored = new Map<string, Event[]>();
      for (const event of ledger.events) {
        if (!ACTED_ON.includes(event.kind)) continue;
        const key = `${event.service} ${event.command.id}`;
        stored.set(key, [...(stored.get(key) ?? []), event]);
      }
      for (const { from, id, said, status } of outcomes(heard)) {
        const { service, call } = from;
        if (status < 300 && said.receipt) {
          tried();
          const { stream, sequence, hash } = said.receipt;
          const cut = stream.indexOf('#');
          const event = ledger.stream(service, stream.slice(0, cut), stream.slice(cut + 1))[sequence - 1];
          if (event?.hash !== hash) yield `${call.path} was answered with an event that is not there: ${stream} ${sequence}`;
          if (event && event.place >= from.ended) yield `${call.path} was answered before its event was stored`;
          // The same call says the same; an officer's word that changed nothing names the newest event, which may be another one.
          const own = event?.command.id === id;
          const { state: _state, line: _line, ...lasting } = said;
          const text = canonical(lasting);
          const before = first.get(`${service} ${id}`);
          if (own && before !== undefined && before !== text) yield `${call.path}: the repeated call ${id} was answered otherwise`;
          if (own) first.set(`${service} ${id}`, text);
        } else if (status >= 400 && status < 500 && !from.overlapped && !mayPass(from, said)) {
          tried();
          const events = stored.get(`${service} ${id}`) ?? [];
          const kept = events.find(({ place }) => place < from.ended);
          if (kept && said.code !== 'COMMAND_ID_REUSED')
            yield `${call.path}: ${id} was refused as ${said.code} and stands in ${kept.kind}#${kept.id}`;
        }
      }
    },
  },
  {
    // What is said of each claim on a line is what became of the line.
    id: 'OUTCOME',
    *check({ ledger, heard }: Evidence, tried) {
      for (const { call, answer, ended } of heard) {
        if (!['/scans', '/acceptances', '/line-holds', '/conflict-settlements'].includes(call.path) || answer.status >= 300) continue;
        for (const { outcome, manifestNo, personalNumber, claimed, state } of (answer.body.items ?? []) as Said[]) {
          if (outcome === 'REFUSED' || !manifestNo) continue;
          tried();
          const stream = (ledger.cases.get(personalNumber) ?? []).filter(
            ({ place, data }) => place < ended && data.manifest === manifestNo,
          );
          const went = stream.flatMap(({ type, data }) => (type === 'scan-conflict-raised' ? [] : (data.to as string)));
          if (state !== 'LISTED' && !went.includes(state)) yield `${personalNumber} was said to be ${state} on ${manifestNo}`;
          if (outcome === 'ACCEPTED' && !went.includes(claimed))
            yield `${personalNumber} was said to have become ${claimed} on ${manifestNo}`;
          if (outcome === 'CONFLICT' && !stream.some(({ type, data }) => type === 'scan-conflict-raised' && data.to === claimed))
            yield `${personalNumber}: a conflict was said and none is kept`;
        }
      }
    },
  },
  {
    // A manifest that was shown had those counts at that number.
    id: 'SHOWN',
    *check({ ledger, heard }: Evidence, tried) {
      for (const { call, answer } of heard) {
        const manifestNo = /^\/manifests\/([^/]+)$/.exec(call.path)?.[1];
        if (call.method !== 'GET' || !manifestNo || answer.status !== 200) continue;
        tried();
        const sequence = Number(String(answer.headers.etag).replaceAll('"', ''));
        const event = ledger.stream('handover', 'MANIFEST', manifestNo)[sequence - 1];
        const { counts, states } = answer.body;
        if (!event || JSON.stringify(event.state.tally.states) !== JSON.stringify(states)) yield `${manifestNo} was shown as it never was`;
        else if (counts.manifested !== event.state.tally.listed) yield `${manifestNo} was shown with ${counts.manifested} lines`;
      }
    },
  },
];
