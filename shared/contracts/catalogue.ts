import type { ZodType } from 'zod';
import { custodyMessages } from './custody.ts';
import type { ServiceName } from './envelope.ts';
import { handoverMessages } from './handover.ts';
import { registrationMessages } from './registration.ts';

/** Every message between the services, by type. */
export const messages = { ...registrationMessages, ...custodyMessages, ...handoverMessages } as const satisfies Record<string, ZodType>;
export type MessageType = keyof typeof messages;

type Entry = { readonly to: readonly ServiceName[]; readonly about: string; readonly purpose: string };

/** Who hears a message, what it is about, and what it is for. */
export const catalogue: Readonly<Record<MessageType, Entry>> = {
  'registration.committee-enrolled.v1': {
    to: ['custody', 'handover'],
    about: 'a committee',
    purpose: 'Officers and their departments, read when somebody acts.',
  },
  'registration.person-changed.v1': {
    to: ['custody', 'handover'],
    about: 'a person',
    purpose: 'Confirms a depositor; feeds the return case and its guards.',
  },
  'custody.weapon-changed.v1': { to: ['handover'], about: 'a weapon', purpose: 'The weapons-in-trust statement of every handover pack.' },
  'custody.lot-changed.v1': { to: ['handover'], about: 'an ammunition lot', purpose: 'The ammunition of the same statement.' },
  'handover.case-moved.v1': {
    to: ['registration', 'custody'],
    about: 'a return case',
    purpose: 'Closes the record and frees the bed; notes that the depositor left. The weapon stays.',
  },
  'handover.lines-submitted.v1': { to: ['handover'], about: 'a chunk of a manifest', purpose: 'Its lines are to be listed.' },
  'handover.lines-released.v1': { to: ['handover'], about: 'a chunk of a cancelled manifest', purpose: 'Its people are to be let go.' },
  'handover.scans-received.v1': {
    to: ['handover'],
    about: 'a batch of scans or answers',
    purpose: 'Carried out where a crash left it undone.',
  },
  'handover.line-moved.v1': { to: ['handover'], about: 'a return case', purpose: 'One line moved by itself is counted.' },
};
