import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isProof, verifyProof } from './proof.ts';
import { verifyBundle } from './verify.ts';

const USAGE = `verify BUNDLE|PROOF [--key FILE]... [--since CHECKPOINT-FILE]...

  BUNDLE   an export of the whole log; or what GET /weapons/{n}/proof answers
  --key    the Ministry's public key, as base64 or PEM, from elsewhere than the bundle; one for each key that it ever signed with
  --since  a checkpoint that you kept yourself (a signed note): the log of a bundle must begin with it

It needs no network. It says what the bundle proves, or names the first entry that fails, and how.
It answers 0 (VERIFIED); 3 (CONSISTENT, KEY NOT CHECKED) without --key, when anybody may have written and signed the whole file;
1 (NOT VERIFIED); 2 when it could not begin.`;

/** Base64 of the DER, whichever way the key is written. */
const keyIn = (text: string) => text.replaceAll(/-----[A-Z ]+-----|\s/g, '');

function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { key: { type: 'string', multiple: true }, since: { type: 'string', multiple: true, default: [] } },
  });
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new TypeError(USAGE);
  const bytes = readFileSync(file);
  const { proves, isKeyChecked, finding } = (isProof(bytes) ? verifyProof : verifyBundle)(bytes, {
    ...(values.key && { keys: values.key.map((each) => keyIn(readFileSync(each, 'utf8'))) }),
    since: values.since.map((each) => readFileSync(each, 'utf8')),
  });
  if (!finding) {
    process.stdout.write(`${proves.join('\n')}\n${isKeyChecked ? 'VERIFIED' : 'CONSISTENT, KEY NOT CHECKED'}\n`);
    return isKeyChecked ? 0 : 3;
  }
  process.stdout.write(`${finding.says}\nNOT VERIFIED (${finding.kind})\n`);
  return 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
