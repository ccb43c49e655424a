/** An attribute value as it goes over the wire: `{ S: 'text' }`; binary values are base64 texts. */
export type WireValue = { readonly [kind: string]: unknown };
export type WireItem = Readonly<Record<string, WireValue>>;

const CONTAINER = 3;
const ELEMENT = 1;

/** Bytes of a number: a byte for every two significant digits, one more for the exponent, one for the sign. */
function numberBytes(text: string): number {
  const [mantissa = ''] = text.replace('-', '').split(/e/i);
  const digits = mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function valueBytes(value: WireValue): number {
  const [[kind, held] = []] = Object.entries(value);
  switch (kind) {
    case 'S':
      return Buffer.byteLength(held as string);
    case 'N':
      return numberBytes(held as string);
    case 'B':
      return Buffer.from(held as string, 'base64').length;
    case 'L':
      return CONTAINER + (held as WireValue[]).reduce((sum, each) => sum + ELEMENT + valueBytes(each), 0);
    case 'M':
      return CONTAINER + Object.entries(held as WireItem).reduce((sum, [name, each]) => sum + ELEMENT + attributeBytes(name, each), 0);
    case 'SS':
    case 'NS':
    case 'BS':
      return (held as string[]).reduce((sum, each) => sum + valueBytes({ [kind.slice(0, 1)]: each }), 0);
    default:
      return 1;
  }
}

/** Bytes that an attribute counts for, name and value, by DynamoDB's rules for item sizes. */
export function attributeBytes(name: string, value: WireValue): number {
  return Buffer.byteLength(name) + valueBytes(value);
}

/** Bytes that an item counts for. */
export function itemBytes(item: WireItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + attributeBytes(name, value), 0);
}

/** A unit for every KB begun. Deleting what is not there costs one as well. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** A unit for every 4 KB begun, half of one when the read is not consistent. Reading nothing costs as much as reading a little. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}
