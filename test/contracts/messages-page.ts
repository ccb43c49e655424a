import * as z from 'zod';
import { catalogue, type MessageType, messages } from '#shared/contracts/catalogue.ts';

type Shape = { type?: string; enum?: unknown[]; description?: string; additionalProperties?: Shape | false };

function typeOf({ type, enum: values, additionalProperties }: Shape): string {
  if (values) return values.map((value) => `\`${value}\``).join(' ');
  return additionalProperties ? `${type} of ${additionalProperties.type}` : (type ?? 'any');
}

function section(type: MessageType): string {
  const { to, about, purpose } = catalogue[type];
  const { properties = {}, required = [] } = z.toJSONSchema(messages[type]) as { properties?: Record<string, Shape>; required?: string[] };
  const rows = Object.entries(properties).map(
    ([name, shape]) => `| \`${name}\` | ${typeOf(shape)} | ${required.includes(name) ? 'yes' : ''} |`,
  );
  return [
    `## ${type}`,
    '',
    `About ${about}, to ${to.join(' and ')}. ${purpose}`,
    '',
    '| field | type | always |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** docs/messages.md, made from the contracts. */
export function messagesPage(): string {
  const head = [
    '# Messages',
    '',
    'Made from `shared/contracts` by `npm run messages`; a test sees that it is current.',
    '',
    'Every message is a CloudEvents 1.0 envelope in structured JSON on the inbox queue of the service that hears it. `subject` names the aggregate,',
    '`data.sequence` its sequence number: the facts are as of it, and the newest wins. Delivery is at least once and in any order. Ids, facts and digests',
    'only: never a name, a birth date, a document or a serial number.',
    '',
  ];
  return [...head, ...(Object.keys(messages) as MessageType[]).map(section)].join('\n');
}

if (process.argv[1]?.endsWith('messages-page.ts')) process.stdout.write(messagesPage());
