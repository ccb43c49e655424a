import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Where something is published for good, and can be read back. */
export type Archive = {
  /** To publish the same again changes nothing. */
  put(key: string, text: string): Promise<void>;
  /** Keys that begin with `prefix` and come after `after`, in the order of their bytes; a thousand at most. */
  keys(prefix: string, after?: string): Promise<string[]>;
  get(key: string): Promise<string>;
};

/** A bucket whose default retention locks every object that is put into it. */
export function bucketArchive(Bucket: string, client = new S3Client({ maxAttempts: 4 })): Archive {
  return {
    put: async (Key, text) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: text, ContentType: 'text/plain; charset=utf-8' }));
    },
    keys: async (Prefix, StartAfter) => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix, StartAfter }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    get: async (Key) => (await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? '',
  };
}
