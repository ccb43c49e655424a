/** What was asked of DynamoDB and SQS while something was done. Units are request units of an on-demand table. */
export type Tally = {
  /** DynamoDB requests by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** Of the table's items, and of their keys in the index by day. */
  readonly writeUnits: number;
  readonly indexUnits: number;
  readonly readUnits: number;
  /** Puts whose place was taken. */
  readonly conflicts: number;
  /** SQS requests: batches sent, batches received, batches deleted. */
  readonly queueRequests: number;
  readonly messages: number;
};

export const NOTHING: Tally = { requests: {}, writeUnits: 0, indexUnits: 0, readUnits: 0, conflicts: 0, queueRequests: 0, messages: 0 };

export function plus(one: Tally, other: Partial<Tally>): Tally {
  const requests = { ...one.requests };
  for (const [operation, count] of Object.entries(other.requests ?? {})) requests[operation] = (requests[operation] ?? 0) + count;
  return {
    requests,
    writeUnits: one.writeUnits + (other.writeUnits ?? 0),
    indexUnits: one.indexUnits + (other.indexUnits ?? 0),
    readUnits: one.readUnits + (other.readUnits ?? 0),
    conflicts: one.conflicts + (other.conflicts ?? 0),
    queueRequests: one.queueRequests + (other.queueRequests ?? 0),
    messages: one.messages + (other.messages ?? 0),
  };
}

/** DynamoDB requests of every kind together. */
export function requestsOf({ requests }: Tally): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}
