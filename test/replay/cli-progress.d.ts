/** The part of cli-progress that the replay uses; the package has no types of its own. */
declare module 'cli-progress' {
  export type Options = {
    format: string;
    stream?: NodeJS.WritableStream;
    hideCursor?: boolean;
    clearOnComplete?: boolean;
    noTTYOutput?: boolean;
    notTTYSchedule?: number;
  };
  export class SingleBar {
    increment(by: number): void;
  }
  export class MultiBar {
    constructor(options: Options);
    create(total: number, start: number, payload: object): SingleBar;
    stop(): void;
  }
}
