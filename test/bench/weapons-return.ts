import { type Ministry, Refused } from '../replay/ministry.ts';
import type { Line } from '../scenario/registration-papers.ts';
import { returnWeapons } from '../system/weapons-return-story.ts';
import { documents, type Step } from './commands.ts';
import type { House } from './house.ts';

const BATCH = 500;

/** The end of the operation as the system test tells it, over the counted house. What it measures is how a line is accepted. */
export async function weaponsReturn<M>(house: House, measured: (step: Step) => Promise<M>): Promise<M[]> {
  const found: M[] = [];
  const get = async (path: string, query: Record<string, string> = {}) => {
    const [route = '', asked = ''] = path.split('?');
    const { status, text } = await house.call({
      method: 'GET',
      path: route,
      query: { ...Object.fromEntries(new URLSearchParams(asked)), ...query },
    });
    if (status >= 300) throw new Refused(`GET ${path}`, status, text);
    return JSON.parse(text);
  };
  const post = async (path: string, id: string, document: object) => {
    const { status, text } = await house.call({ path, id, body: JSON.stringify(document) });
    await house.settle();
    const answer = JSON.parse(text);
    if (status >= 300) throw new Refused(`POST ${path}`, status, answer.code, text);
    return answer;
  };
  const batch = async (path: string, lines: readonly Line[]) => {
    house.counted();
    if (path === '/weapon-acceptances') {
      // What is refused costs less: a line that is accepted comes first.
      const accepted = lines.filter(({ response }) => response === 'ACCEPTED');
      const others = lines.filter((line) => !accepted.includes(line));
      return void found.push(await measured(documents('accept a line of a handover', path, [...accepted, ...others])));
    }
    for (let from = 0; from < lines.length; from += BATCH)
      await house.call(documents(path, path, lines).post(lines.slice(from, from + BATCH), `${path}/${from}`));
    await house.settle();
  };
  const list = async (path: string) => (await get(path, { limit: '1000' })).items;
  const ministry = { get, post, batch, list } as unknown as Ministry;
  await returnWeapons({ defence: ministry, administration: ministry });
  return found;
}
