import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isProof, verifyProof } from './proof.ts';
import { verifyBundle } from './verify.ts';

const USAGE = `verify BUNDLE|PROOF [--key FILE] [--since CHECKPOINT-FILE]...

  BUNDLE   an export of the whole log; or what GET /weapons/{n}/proof answers
  --key    the Ministry's public key, as base64 or PEM, from elsewhere than the bundle
  --since  a checkpoint that you kept yourself (a signed note): the log must begin with it

It needs no network. It says what the bundle proves, or names the first entry that fails, and how.`;

/** Base64 of the DER, whichever way the key is written. */
const keyIn = (text: string) => text.replaceAll(/-----[A-Z ]+-----|\s/g, '');

function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { key: { type: 'string' }, since: { type: 'string', multiple: true, default: [] } },
  });
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new TypeError(USAGE);
  const bytes = readFileSync(file);
  const { proves, finding } = (isProof(bytes) ? verifyProof : verifyBundle)(bytes, {
    ...(values.key !== undefined && { key: keyIn(readFileSync(values.key, 'utf8')) }),
    since: values.since.map((each) => readFileSync(each, 'utf8')),
  });
  if (!finding) {
    process.stdout.write(`${proves.join('\n')}\nVERIFIED\n`);
    return 0;
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
