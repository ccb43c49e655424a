import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Chance } from '../scenario/chance.ts';

/** Stands between a caller and a server: what is asked always arrives, the answer not always. */
export type Relay = {
  readonly url: string;
  /** Where the server is now. Without one, or when it does not answer, the caller's connection breaks. */
  to(server: string | undefined): void;
  /** Answers that came from the server, and how many of them were withheld. */
  counted(): { readonly responses: number; readonly dropped: number };
  close(): Promise<void>;
};

type Answered = { readonly answer: IncomingMessage; readonly bytes: Buffer };

/** Opens a relay on 127.0.0.1 that withholds this share of the answers: the work is done, and whoever asked for it sees a broken connection. */
export async function lossyRelay(share: number, luck: Chance): Promise<Relay> {
  const agent = new Agent({ keepAlive: true });
  const count = { responses: 0, dropped: 0 };
  let target: string | undefined;

  /** The server's answer; nothing when there is none, or when it is withheld. */
  async function ask({ method, headers, url }: IncomingMessage, body: Buffer): Promise<Answered | undefined> {
    if (!target) return undefined;
    const asked = request(`${target}${url}`, { method, headers: { ...headers, host: new URL(target).host }, agent });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const bytes = await buffer(answer);
    count.responses += 1;
    if (!luck.often(share)) return { answer, bytes };
    count.dropped += 1;
    return undefined;
  }

  const server = createServer(async (asked, response) => {
    const answered = await ask(asked, await buffer(asked)).catch(() => undefined);
    if (!answered) return response.destroy();
    response.writeHead(answered.answer.statusCode ?? 500, answered.answer.headers);
    return response.end(answered.bytes);
  });
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to: (url) => {
      target = url;
    },
    counted: () => ({ ...count }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}
