import { later, within } from './calendar.ts';
import { CONVOY, officer, RETURNS } from './committees.ts';
import type { Order } from './establishment.ts';
import { crossingStaff, type Invented } from './people.ts';
import { birthDate, type Line } from './registration-papers.ts';
import { AUTHORITY, RECEIVERS } from './return-papers.ts';

const SEATS = 45;
const CROSSING = 'القائم / البوكمال';

/** One return: who goes on which day, in which buses. */
export type Convoy = { readonly day: string; readonly manifestNo: string; readonly people: readonly Invented[]; readonly style: Style };
type Style = 'ENGLISH' | 'ARABIC';

/** The crossing's staff on 18 December, the soldiers the day after. */
export function convoys(everybody: readonly Invented[]): Convoy[] {
  const staff = crossingStaff(everybody.length);
  return [
    { day: '2024-12-18', manifestNo: 'RM-20241218-QM-01', people: everybody.slice(0, staff), style: 'ENGLISH' },
    { day: '2024-12-19', manifestNo: 'RM-20241219-QM-01', people: everybody.slice(staff), style: 'ARABIC' },
  ];
}

const HEADERS: Readonly<Record<Style, readonly string[]>> = {
  ENGLISH: 'line,personalNumber,given,father,family,dateOfBirth,sex,nationality,documentNumber,vehicle,seat,baggagePieces,baggageKg'.split(
    ',',
  ),
  ARABIC: 'ت,الرقم الشخصي,الاسم,اسم الأب,الكنية,تاريخ الميلاد,الجنس,الجنسية,رقم الوثيقة,المركبة,المقعد,عدد الأمتعة,وزن الأمتعة'.split(','),
};

const bus = (index: number) => `BUS-${String(Math.floor(index / SEATS) + 1).padStart(2, '0')}`;
const pieces = (index: number) => (index % 7) % 3;

/** The manifest as the joint operations' office writes it: a table, in English with commas, or in Arabic as its spreadsheet saves it. */
export function manifestTable({ people, style }: Convoy): string {
  const arabic = style === 'ARABIC';
  const separator = arabic ? ';' : ',';
  const sex = (of: 'M' | 'F') => (arabic ? { M: 'ذكر', F: 'أنثى' }[of] : of);
  const rows = people.map((person, index) => {
    const { personalNumber, name, passport } = person;
    const seat = String((index % SEATS) + 1);
    const { value } = birthDate(person);
    const who = [personalNumber, name.given, name.father, name.family, value, sex(person.sex), 'SYR', passport?.number ?? ''];
    return [String(index + 1), ...who, bus(index), seat, String(pieces(index)), String(pieces(index) * 11)];
  });
  const text = [HEADERS[style], ...rows].map((cells) => cells.join(separator));
  return arabic ? `\uFEFF${text.join('\r\n')}\r\n` : `${text.join('\n')}\n`;
}

const preparer = officer(RETURNS, 'INTERIOR');
const approver = officer(RETURNS, 'DEFENCE');
const legal = officer(RETURNS, 'LEGAL');
const liaison = officer(RETURNS, 'FOREIGN_AFFAIRS');
const operator = officer(CONVOY, 'INTERIOR');
const secondOperator = officer(CONVOY, 'DEFENCE');
const time = (day: string, clock: string) => `${day}T${clock}.000Z`;
const eve = (day: string, clock: string) => later(time(day, clock), -86_400);

/** The header that goes with the table, as query parameters. */
export function manifestHeader({ day, manifestNo }: Convoy): Record<string, string> {
  return {
    manifestNo,
    crossing: CROSSING,
    receivingAuthority: AUTHORITY,
    officer: preparer.officer,
    committee: preparer.committee,
    at: eve(day, '12:00:00'),
    from: time(day, '05:00:00'),
    to: time(day, '18:00:00'),
  };
}

/** What is signed before the first passenger is called: legal review, approval, seal, clearance, embarkation. */
export function ceremony({ day, manifestNo, people }: Convoy): Order[] {
  const order = (client: Order['client'], path: string, by: object, at: string, more: object = {}): Order => ({
    client,
    path,
    id: `${manifestNo}${path}`,
    document: { by, at, manifestNo, ...more },
  });
  const vehicles = Array.from({ length: Math.ceil(people.length / SEATS) }, (_, index) => ({
    vehicle: bus(index * SEATS),
    capacity: SEATS + 4,
    escortCommander: officer(CONVOY, 'ESCORT').officer,
  }));
  return [
    order('joint-operations', '/legal-reviews', legal, eve(day, '13:00:00'), { reference: `LR-${manifestNo.slice(3, 11)}` }),
    order('joint-operations', '/approvals', approver, eve(day, '14:00:00')),
    order('joint-operations', '/seals', approver, eve(day, '14:30:00')),
    order('joint-operations', '/clearance-requests', liaison, eve(day, '15:00:00'), { legalBasis: 'IDDRS 5.40, annex D' }),
    order('foreign-affairs', '/clearances', liaison, eve(day, '19:00:00'), {
      reference: `GL-${manifestNo.slice(3, 11)}`,
      receiver: RECEIVERS[0],
    }),
    order('joint-operations', '/embarkations', operator, time(day, '04:30:00'), { vehicles }),
  ];
}

/** After boarding: two people count the heads, the convoy leaves, it arrives. */
export function journey({ day, manifestNo, people }: Convoy): Order[] {
  const headCounts = [operator, secondOperator].map(({ officer: number }) => ({ officer: number, count: people.length }));
  const order = (path: string, at: string, more: object): Order => ({
    client: 'joint-operations',
    path,
    id: `${manifestNo}${path}`,
    document: { by: operator, at, manifestNo, ...more },
  });
  return [order('/departures', time(day, '08:00:00'), { headCounts }), order('/arrivals', time(day, '10:00:00'), { place: CROSSING })];
}

export function conclusion({ day, manifestNo }: Convoy): Order[] {
  const order = (path: string, id: string, by: object, clock: string, more: object): Order => ({
    client: 'joint-operations',
    path,
    id: `${manifestNo}${id}`,
    document: { by, at: time(day, clock), manifestNo, ...more },
  });
  const certificateNo = `HC-${manifestNo.slice(3)}`;
  return [
    order('/certificates', '/certificates', operator, '16:00:00', {
      certificateNo,
      place: CROSSING,
      deliverer: operator.officer,
      receiver: RECEIVERS[0],
      capacity: 'Commander of the crossing',
      signatories: { deliverer: { name: 'حيدر الكعبي', rank: 'عقيد' }, receiver: { name: 'ماهر العبود', rank: 'رائد' }, witnesses: [] },
    }),
    order('/reconciliations', '/reconciliations', preparer, '17:00:00', { certificateScan: `scan-${certificateNo}` }),
  ];
}

/** The first, small convoy had a gate before the vehicles; at the second whoever boarded was presented by that. */
const GATE_DAY = '2024-12-18';

/** A handheld a bus: every passenger is called, asked again, and boards. Its sequence runs on at the crossing. */
export function boardingScans({ day, manifestNo, people }: Convoy): Line[] {
  return people.flatMap(({ personalNumber }, index) => {
    const at = within([time(day, '05:00:00'), time(day, '07:30:00')], index, people.length);
    const boarded = { reconfirmed: true, baggage: { pieces: pieces(index), kg: pieces(index) * 11 } };
    return [
      ...(day === GATE_DAY ? [scan(day, manifestNo, personalNumber, index, 1, 'PRESENTED', at)] : []),
      scan(day, manifestNo, personalNumber, index, 2, 'BOARDED', later(at, 40), boarded),
    ];
  });
}

export function crossingScans({ day, manifestNo, people }: Convoy): Line[] {
  return people.map(({ personalNumber }, index) => {
    const at = within([time(day, '10:15:00'), time(day, '14:00:00')], index, people.length);
    return scan(day, manifestNo, personalNumber, index, 3, 'PRESENTED_TO_RECEIVER', at, { place: CROSSING });
  });
}

function scan(
  day: string,
  manifestNo: string,
  personalNumber: string,
  index: number,
  step: number,
  type: string,
  capturedAt: string,
  more = {},
): Line {
  const device = `HH-${day.slice(8)}-${bus(index).slice(4)}`;
  const deviceSequence = (step > 2 ? 1000 : 0) + (index % SEATS) * 2 + (step === 2 ? 1 : 0);
  return { id: `${device}/${deviceSequence}`, by: operator, device, deviceSequence, type, manifestNo, personalNumber, capturedAt, ...more };
}

/** The receiver's answers, up to two hundred on a signed sheet. */
export function acceptances({ day, manifestNo, people }: Convoy): Line[] {
  const SHEET = 200;
  return Array.from({ length: Math.ceil(people.length / SHEET) }, (_, sheet) => ({
    id: `${manifestNo}/acceptance/${sheet + 1}`,
    by: operator,
    at: later(time(day, '14:30:00'), sheet * 120),
    manifestNo,
    receiver: RECEIVERS[sheet % RECEIVERS.length],
    place: CROSSING,
    channel: 'SIGNED_PAPER',
    lines: people.slice(sheet * SHEET, (sheet + 1) * SHEET).map(({ personalNumber }) => ({ personalNumber, response: 'ACCEPTED' })),
  }));
}
