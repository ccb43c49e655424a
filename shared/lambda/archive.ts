import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Where something is published for good. To publish the same again changes nothing. */
export type Archive = (key: string, text: string) => Promise<void>;

/** A bucket whose default retention locks every object that is put into it. */
export function bucketArchive(Bucket: string, client = new S3Client({ maxAttempts: 4 })): Archive {
  return async (Key, text) => {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: text, ContentType: 'text/plain; charset=utf-8' }));
  };
}
