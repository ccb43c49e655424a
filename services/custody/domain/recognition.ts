import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

/** An act by which the host state recognises a government (domain B.11, recognitionRef): of whom, by whom, when. */
export type Recognition = {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly government: string;
  /** Day of the act, ISO 8601. */
  readonly issuedOn: string;
  readonly state: 'IN_FORCE' | 'WITHDRAWN';
};
export type RecordRecognition = Command<
  'record',
  {
    readonly act: string;
    readonly country: string;
    readonly government: string;
    readonly issuer: string;
    readonly issuedOn: string;
    readonly textHash: string;
  }
>;
export type WithdrawRecognition = Command<'withdraw', { readonly act: string; readonly reason: string }>;

/** Recorded and withdrawn by the ministry of foreign affairs alone; an act once withdrawn stays so, another one takes its place. */
export const recognition: Aggregate<Recognition, RecordRecognition | WithdrawRecognition> = {
  kind: 'RECOGNITION',
  decide(state, command) {
    if (command.actor.department !== 'FOREIGN_AFFAIRS')
      return refuse('DEPARTMENT_NOT_COMPETENT', 'Only an officer of FOREIGN_AFFAIRS says who is recognised.', { status: 403, field: 'by' });
    if (command.type === 'record') {
      if (state) return refuse('RECOGNITION_EXISTS', 'An act of this number was recorded before.', { field: 'act' });
      if (command.data.issuedOn > command.at.slice(0, 10))
        return refuse('ACT_AHEAD', 'An act is recorded after its day.', { status: 422, field: 'issuedOn' });
      return { type: 'recognition-recorded', data: command.data };
    }
    if (!state) return refuse('RECOGNITION_UNKNOWN', 'No act of recognition of this number was recorded.', { status: 404, field: 'act' });
    return state.state === 'WITHDRAWN' ? 'nothing' : { type: 'recognition-withdrawn', data: command.data };
  },
  evolve(before, { type, data }) {
    if (type === 'recognition-withdrawn') return { ...(before as Recognition), state: 'WITHDRAWN' };
    const { country, government, issuedOn } = data as RecordRecognition['data'];
    return { country, government, issuedOn, state: 'IN_FORCE' };
  },
};

/** Weapons leave trust to a recognised government only (I-18): by an act in force, of that very country. 409 RECEIVER_NOT_RECOGNISED. */
export function recognisedFault(found: Recognition | undefined, country: string): Refusal | undefined {
  if (found?.state === 'IN_FORCE' && found.country === country) return undefined;
  return refuse('RECEIVER_NOT_RECOGNISED', 'No act in force recognises the government of this country.', {
    field: 'recognition',
    more: { recognition: found?.state ?? 'UNKNOWN' },
  });
}
