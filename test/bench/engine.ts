import { dynaliteEngine } from '../../infra/local/dynalite-engine.ts';

const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20241201T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=bench/20241201/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=bench',
};

/** dynalite over the data in `folder`; `ask` is an operation of the bench's own, which nobody counts. @throws when it is refused. */
export async function openEngine(folder: string) {
  const engine = await dynaliteEngine(folder);
  return {
    ...engine,
    async ask<T>(operation: string, question: object): Promise<T> {
      const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const { status, body } = await engine.handle({ method: 'POST', url: '/', headers, body: Buffer.from(JSON.stringify(question)) });
      if (status !== 200) throw new Error(`${operation}: ${body}`);
      return JSON.parse(body) as T;
    },
  };
}
