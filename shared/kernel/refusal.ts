/** A rule said no. Data, never an exception: `code` is stable and UPPER_SNAKE, `detail` teaches and names no personal datum. */
export type Refusal = {
  readonly refused: true;
  readonly code: string;
  readonly detail: string;
  /** HTTP status (RFC 9110): 404 unknown, 409 state not ready, 410 erased, 422 against a rule. */
  readonly status: number;
  readonly field?: string;
  /** Seconds after which the same call may succeed. */
  readonly retryAfter?: number;
  readonly more?: Readonly<Record<string, unknown>>;
};

type Extra = { status?: number; field?: string; retryAfter?: number; more?: Record<string, unknown> };

export function refuse(code: string, detail: string, { status = 409, ...extra }: Extra = {}): Refusal {
  return { refused: true, code, detail, status, ...extra };
}

export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && (answer as Refusal).refused === true;
}
