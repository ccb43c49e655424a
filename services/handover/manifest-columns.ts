import { normalizeArabic } from '#shared/kernel/arabic-name.ts';
import { isAssignedSerial, isCustodyNumber } from '#shared/kernel/numbers.ts';

/** The columns of a manifest's table and what else their headers are called. */
const COLUMNS = {
  line: ['line', 'line no', 'no', 'ت', 'التسلسل', 'تسلسل', 'رقم السطر'],
  personalNumber: ['personal number', 'personalNumber', 'الرقم الشخصي', 'رقم التسجيل'],
  given: ['given', 'given name', 'الاسم', 'الاسم الأول'],
  father: ['father', 'father name', 'اسم الأب', 'الأب'],
  family: ['family', 'family name', 'الكنية', 'النسبة', 'اللقب'],
  dateOfBirth: ['dateOfBirth', 'date of birth', 'birth date', 'تاريخ الميلاد', 'تاريخ الولادة', 'المواليد'],
  sex: ['sex', 'الجنس'],
  nationality: ['nationality', 'الجنسية'],
  documentNumber: ['documentNumber', 'document number', 'travel document', 'رقم الوثيقة', 'رقم الجواز'],
  vehicle: ['vehicle', 'bus', 'المركبة', 'الحافلة'],
  seat: ['seat', 'المقعد', 'رقم المقعد'],
  baggagePieces: ['baggagePieces', 'baggage pieces', 'عدد الأمتعة', 'الحقائب'],
  baggageKg: ['baggageKg', 'baggage kg', 'وزن الأمتعة'],
  needsCode: ['needsCode', 'needs code', 'رمز الاحتياج'],
} as const;
export type Column = keyof typeof COLUMNS;

const key = (header: string) =>
  normalizeArabic(header)
    .toLowerCase()
    .replace(/[\s_.-]/g, '');
const BY_HEADER = new Map(Object.entries(COLUMNS).flatMap(([column, headers]) => headers.map((header) => [key(header), column as Column])));

export const REQUIRED: readonly Column[] = ['personalNumber', 'given', 'dateOfBirth', 'sex', 'nationality'];

/** The column a header stands for, in English or Arabic, however it is spaced. */
export function columnOf(header: string): Column | undefined {
  return BY_HEADER.get(key(header));
}

const WEAPON = /weapon|firearm|serialno|serialnumber|rifle|pistol|ammunition|calib|سلاح|بندقي|مسدس|عتاد|ذخير|تسلسلي/;

/** Whether a header or field names a weapon: on a manifest of people there are none (I-18). */
export function namesWeapon(header: string): boolean {
  return WEAPON.test(key(header));
}

/** How numbers of custody begin: few values of a manifest do, and the others need no closer look. */
const IN_CUSTODY = /^\s*(?:[aw][a-z]|iq-tr-)[\d٠-٩]/i;

/** Whether a value is the number or the given serial of something held in custody, in whatever field it stands and with whatever digits. */
export function isOfWeapon(value: unknown): boolean {
  if (typeof value !== 'string' || !IN_CUSTODY.test(value)) return false;
  const number = plainDigits(value.trim()).toUpperCase();
  return isCustodyNumber(number) || isAssignedSerial(number);
}

const DIGITS: Readonly<Record<string, string>> = Object.fromEntries([...'٠١٢٣٤٥٦٧٨٩'].map((digit, value) => [digit, String(value)]));
const plainDigits = (text: string) => text.replace(/[٠-٩]/g, (digit) => DIGITS[digit] ?? digit);
const SEXES: Readonly<Record<string, string>> = { ذكر: 'M', انثي: 'F', انثى: 'F', male: 'M', female: 'F' };
const NUMBERS: readonly Column[] = ['line', 'baggagePieces', 'baggageKg'];

/** The value of a cell as JSON would have it: Arabic digits as ASCII, numbers as numbers; an empty cell is left out. */
export function cellValue(column: Column, cell: string): unknown {
  const text = cell.trim();
  if (text === '') return undefined;
  const plain = plainDigits(text);
  if (NUMBERS.includes(column)) return /^\d+([.,]\d+)?$/.test(plain) ? Number(plain.replace(',', '.')) : plain;
  if (column === 'sex') return SEXES[normalizeArabic(text).toLowerCase()] ?? text;
  if (column === 'dateOfBirth' || column === 'personalNumber') return plain;
  return text;
}
