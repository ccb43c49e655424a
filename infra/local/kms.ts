import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { DataFolder } from './data-folder.ts';
import type { Stack } from './identities.ts';

export type LocalKms = { url: string; stop(): void };
type Asked = { KeyId?: string; Message?: string; MessageType?: string; SigningAlgorithm?: string };

/**
 * Answers `Sign` and `GetPublicKey` for the template's signing keys, each of them made once and kept in the data folder. Keys that only lock
 * are not stood in for. Throws when the template has a signing key of another kind.
 */
export async function startKms(stack: Stack, data: DataFolder): Promise<LocalKms> {
  const keys = new Map<string, KeyObject>();
  for (const { logicalId, properties } of stack.of('AWS::KMS::Key')) {
    if (properties.KeyUsage !== 'SIGN_VERIFY') continue;
    if (properties.KeySpec !== 'ECC_NIST_P256') throw new Error(`${logicalId} is a ${properties.KeySpec}; this stack signs on P-256 only`);
    const key = createPrivateKey(data.kept(`signing key ${logicalId}`, () => pem()));
    for (const name of [stack.ref(logicalId), stack.attribute(logicalId, 'Arn')]) keys.set(name, key);
  }

  function answer(operation: string, { KeyId = '', Message = '', MessageType = 'RAW', SigningAlgorithm }: Asked): [number, object] {
    const key = keys.get(KeyId);
    if (!key) return [400, { __type: 'NotFoundException', message: `There is no signing key ${KeyId}` }];
    const KeySpec = 'ECC_NIST_P256';
    switch (operation) {
      case 'TrentService.GetPublicKey': {
        const PublicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
        return [200, { KeyId, PublicKey, KeySpec, KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ECDSA_SHA_256'] }];
      }
      case 'TrentService.Sign':
        if (MessageType !== 'RAW' || SigningAlgorithm !== 'ECDSA_SHA_256')
          return [400, { __type: 'ValidationException', message: 'This stack signs raw messages by ECDSA_SHA_256' }];
        return [200, { KeyId, SigningAlgorithm, Signature: sign('sha256', Buffer.from(Message, 'base64'), key).toString('base64') }];
      default:
        return [400, { __type: 'UnknownOperationException', message: `${operation} is not stood in for` }];
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [status, body] = answer(String(request.headers['x-amz-target']), JSON.parse(Buffer.concat(chunks).toString() || '{}'));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, stop };
}

const pem = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
