import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { keyIdOf } from '#shared/kernel/checkpoint.ts';

/** Signs texts with one key on P-256. The key's private half is where nobody can read it. */
export type NoteSigner = {
  /** DER SPKI of the public key, and the first four bytes of its hash in hex. */
  publicKey(): Promise<{ readonly spki: Buffer; readonly keyId: string }>;
  /** ECDSA over SHA-256 of the text's UTF-8, as DER. */
  sign(text: string): Promise<Buffer>;
};

/** The asymmetric key `KeyId` of AWS KMS. */
export function kmsSigner(KeyId: string, client = new KMSClient({ maxAttempts: 4 })): NoteSigner {
  let known: Awaited<ReturnType<NoteSigner['publicKey']>> | undefined;
  return {
    publicKey: async () => {
      if (known) return known;
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
      const spki = Buffer.from(PublicKey ?? []);
      known = { spki, keyId: keyIdOf(spki) };
      return known;
    },
    sign: async (text) => {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId,
          // KMS hashes it: a note has far fewer than the 4,096 bytes that it takes.
          Message: Buffer.from(text),
          MessageType: 'RAW',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      return Buffer.from(Signature ?? []);
    },
  };
}
