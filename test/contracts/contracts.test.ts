import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MessageType, messages } from '#shared/contracts/catalogue.ts';
import { envelope } from '#shared/contracts/envelope.ts';
import { messagesPage } from './messages-page.ts';

const folder = join(import.meta.dirname, 'samples');
const types = Object.keys(messages) as MessageType[];

/** Field names that would carry what a message must not: names, birth dates, documents, serials (law 4). */
const FORBIDDEN = /(^|[a-z])(name|given|father|family|mother|birth|dob|serial|document|phone|address|unit)($|[A-Z])/i;
const ALLOWED = ['unit'];

describe('a message that was once sent', () => {
  it.each(types)('%s is still understood as its frozen sample', (type) => {
    const sample = JSON.parse(readFileSync(join(folder, `${type}.json`), 'utf8'));
    expect(envelope.parse(sample).type).toBe(type);
    expect(messages[type].parse(sample.data)).toEqual(sample.data);
  });

  it('has a type for every sample kept', () => {
    expect(
      readdirSync(folder)
        .map((file) => file.replace(/\.json$/, ''))
        .sort(),
    ).toEqual([...types].sort());
  });

  it.each(types)('%s refuses what it does not know', (type) => {
    const { data } = JSON.parse(readFileSync(join(folder, `${type}.json`), 'utf8'));
    expect(messages[type].safeParse({ ...data, surplus: 1 }).success).toBe(false);
  });

  it.each(types)('%s has no field for a personal datum', (type) => {
    const { data } = JSON.parse(readFileSync(join(folder, `${type}.json`), 'utf8'));
    expect(Object.keys(data).filter((field) => FORBIDDEN.test(field) && !ALLOWED.includes(field))).toEqual([]);
  });
});

describe('docs/messages.md', () => {
  it('is what npm run messages makes', () => {
    const page = join(import.meta.dirname, '../../docs/messages.md');
    expect(existsSync(page) && readFileSync(page, 'utf8')).toBe(messagesPage());
  });
});
