import { createPublicKey, verify } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stack } from './identities.ts';
import { type LocalKms, startKms } from './kms.ts';

const keys: Record<string, Record<string, string>> = {
  Signing: { KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' },
  Locking: {},
};
const stack = {
  of: () => Object.entries(keys).map(([logicalId, properties]) => ({ logicalId, properties })),
  ref: (logicalId: string) => logicalId,
  attribute: (logicalId: string) => `arn:${logicalId}`,
} as unknown as Stack;
const kept = new Map<string, string>();
const data = {
  path: () => '',
  kept: (name: string, make: () => string) => {
    if (!kept.has(name)) kept.set(name, make());
    return kept.get(name) as string;
  },
  release: () => undefined,
};

describe('the local KMS', () => {
  let kms: LocalKms;
  let client: KMSClient;
  beforeAll(async () => {
    kms = await startKms(stack, data);
    client = new KMSClient({
      endpoint: kms.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  afterAll(() => kms.stop());
  const sign = (KeyId: string) =>
    client.send(new SignCommand({ KeyId, Message: Buffer.from('note\n'), MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }));

  test('signs with the key whose public half it gives, by id and by ARN', async () => {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: 'arn:Signing' }));
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    const { Signature } = await sign('Signing');
    expect(verify('sha256', Buffer.from('note\n'), key, Buffer.from(Signature ?? []))).toBe(true);
  });

  test('has one key for ever, and none for locking', async () => {
    expect([...kept.keys()]).toEqual(['signing key Signing']);
    await expect(sign('Locking')).rejects.toThrow('no signing key');
  });

  test('refuses a template that signs otherwise', async () => {
    keys.Other = { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' };
    await expect(startKms(stack, data)).rejects.toThrow('P-256 only');
    delete keys.Other;
  });
});
