import { MultiBar } from 'cli-progress';

/** Shows how far each stream of papers is. On a terminal as bars, elsewhere a line when a stream begins and ends. */
export type Progress = {
  /** Announces a stream of so many papers; the answer is called with how many more were answered. */
  stream(name: string, total: number): (done: number) => void;
  say(line: string): void;
  stop(): void;
};

export function progressBars(out: NodeJS.WriteStream = process.stderr): Progress {
  if (!out.isTTY) return progressLines((line) => out.write(`${line}\n`));
  const bars = new MultiBar({ format: '{name} {bar} {value}/{total}', stream: out, hideCursor: true });
  return {
    stream: (name, total) => {
      const bar = bars.create(total, 0, { name: name.padEnd(22) });
      return (done) => bar.increment(done);
    },
    say: () => undefined,
    stop: () => bars.stop(),
  };
}

export function progressLines(say: (line: string) => void): Progress {
  const from = Date.now();
  const since = () => `${((Date.now() - from) / 1000).toFixed(1)} s`;
  return {
    stream: (name, total) => {
      let done = 0;
      return (more) => {
        done += more;
        if (done >= total) say(`${name}: ${total} (${since()})`);
      };
    },
    say: (line) => say(`${line} (${since()})`),
    stop: () => undefined,
  };
}
