import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { apiAt, exportBundle } from '../../infra/custody-bundle.ts';
import { startStack } from '../../infra/local/stack.ts';
import { verifyBundle } from '../../services/custody/verifier/verify.ts';
import { connect, tokenOf } from '../replay/clients.ts';
import { settled } from '../replay/outcome.ts';
import { synthesize } from '../replay/synthesis.ts';
import { HANDOVER, returnWeapons } from './weapons-return-story.ts';

const main = fileURLToPath(new URL('../replay/main.ts', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'amana-replay-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const PERSONS = 24;
const MINUTES = 60_000;

/** `npm start -- --once --json`, as a process of its own; `meanwhile` sees what it says on its way. */
async function start(args: readonly string[], meanwhile: (said: string, child: ChildProcess) => void = () => undefined) {
  const child = spawn(process.execPath, [main, '--once', '--json', '--seed', '7', '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
    meanwhile(said, child);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, said };
}

const figures = {
  persons: { registered: PERSONS, returned: PERSONS, remaining: 0 },
  manifests: [
    { crossedOn: '2024-12-18', lines: 2, accepted: 2 },
    { crossedOn: '2024-12-19', lines: PERSONS - 2, accepted: PERSONS - 2 },
  ],
  weapons: { received: expect.any(Number), inTrust: expect.any(Number), released: 0 },
  balanced: true,
};

describe('npm start -- --once --json', () => {
  it.each(['housings', 'boarding 2024-12-19'])('goes on after kill -9 at: %s', { timeout: 4 * MINUTES }, async (moment) => {
    const { code } = await start(['--persons', String(PERSONS)], (said, child) => {
      if (said.includes(`${moment}:`)) child.kill('SIGKILL');
    });
    expect(code).toBeNull();
  });

  it('ends in the balanced reconciliation, one line on stdout', { timeout: 4 * MINUTES }, async () => {
    const { code, out, said } = await start(['--persons', String(PERSONS)]);
    expect(code, said).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const { httpRequests, seconds, ...stated } = JSON.parse(out);
    expect(stated).toEqual(figures);
    expect(stated.weapons.received).toBe(stated.weapons.inTrust);
    expect(httpRequests).toBeGreaterThan(20);
    expect(seconds).toBeGreaterThan(0);
  });

  it('finds its data at the next start and replays nothing', { timeout: 4 * MINUTES }, async () => {
    const { code, out, said } = await start(['--persons', String(PERSONS)]);
    expect(code, said).toBe(0);
    expect(JSON.parse(out)).toMatchObject(figures);
    expect(said).not.toContain('persons:');
  });

  it('goes on to its very end: a recognised government takes over what was in trust, but one weapon and one round', {
    timeout: 4 * MINUTES,
  }, async () => {
    const stack = await startStack({ assembly: await synthesize(data), data });
    try {
      const { defence, administration } = connect(stack, { requests: 0 });
      const { kept, short, weapons, refused } = await returnWeapons({ defence, administration });
      expect(refused).toEqual({
        notRecognised: 'RECEIVER_NOT_RECOGNISED',
        notCounted: 'INVENTORY_INCOMPLETE',
        unapproved: 'STATE_NOT_READY',
        ownApproval: 'APPROVER_REQUESTS',
      });
      const handover = await defence.get(`/weapons-handovers/${HANDOVER}`);
      expect(handover).toMatchObject({
        state: 'CLOSED',
        balance: { weapons: { scheduled: weapons, accepted: weapons - 1, kept: 1, open: 0 }, ammunition: { kept: 1, open: 0 } },
      });
      await settled(administration);
      const statement = await defence.get<{ ammunition: { inTrust: number }[] }>('/custody/statement');
      expect(statement).toMatchObject({
        balanced: true,
        total: { received: weapons, inTrust: 1, handedOver: weapons - 1, released: weapons - 1 },
      });
      expect(statement.ammunition.reduce((sum, { inTrust }) => sum + inTrust, 0)).toBe(1);
      expect(await defence.get(`/weapons/${kept}`)).toMatchObject({ state: 'IN_TRANSIT_TO_STORE' });
      expect(await defence.get(`/ammunition/${short}`)).toMatchObject({ quantity: 1 });
      expect(await administration.get('/handover/weapons-in-trust')).toMatchObject({ total: 1 });
    } finally {
      await stack.stop();
    }
  });

  it('leaves a log of custody that the verifier believes entirely, and in which every event stands', { timeout: 4 * MINUTES }, async () => {
    const stack = await startStack({ assembly: await synthesize(data), data });
    try {
      const api = apiAt(stack.url, tokenOf(stack, 'defence'));
      const lines: string[] = [];
      for await (const line of exportBundle(api, { personal: true })) lines.push(line);
      const bundle = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const { keys } = (await api('GET', '/custody/verification-key')).body as { keys: { publicKey: string }[] };
      const { proves, isKeyChecked, finding } = verifyBundle(bundle, { keys: keys.map(({ publicKey }) => publicKey) });
      expect([finding, isKeyChecked]).toEqual([undefined, true]);
      expect(proves.join(' ')).toContain('no weapon was left out');
      expect(proves.join(' ')).toMatch(
        /Handover WH-2025-1 to SYR: \d+ lines of weapons, \d+ accepted and 1 kept; \d+ lines? of ammunition/,
      );
      const { administration } = connect(stack, { requests: 0 });
      const stored = await administration.list<{ hash: string }>('/custody/events');
      const logged = new Set(lines.map((line) => line.slice(0, 64)));
      expect(stored.filter(({ hash }) => !logged.has(hash))).toEqual([]);
      const one = lines.find((line) => line.includes('"type":"deposited"')) ?? '';
      const forged = Buffer.from(bundle.toString().replace(one, one.replace('"type":"deposited"', '"type":"DEPOSITED"')));
      expect(verifyBundle(forged).finding).toMatchObject({ kind: 'CONTENT', line: lines.indexOf(one) + 1 });
    } finally {
      await stack.stop();
    }
  });

  it('refuses a folder that holds another scenario, and an option nobody knows', { timeout: MINUTES }, async () => {
    const other = await start(['--persons', '30']);
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(other.said).toContain(`holds the scenario of seed 7 with ${PERSONS} persons`);
    expect(await start(['--people', '30'])).toMatchObject({ code: 1, out: '' });
    expect((await start(['--persons', '3'])).said).toContain('--persons is a whole number from 20');
  });
});
