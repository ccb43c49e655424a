import { custodyNumber, personalNumber } from '#shared/kernel/numbers.ts';
import { approval as approve, keyEnrolment, type Signer, signer } from '#test/scenario/officer-keys.ts';

/** The documents of a small world of invented people; every function gives one that is right, and takes what makes it wrong. */
export const OFFICERS = {
  'RC-1': { 'O-1': 'INTERIOR', 'O-2': 'DEFENCE', 'O-3': 'INTERIOR', 'O-4': 'CHILD_PROTECTION', 'R-1': 'RECORDS' },
  'JC-1': {
    'J-1': 'INTERIOR',
    'J-2': 'DEFENCE',
    'J-3': 'LEGAL',
    'J-4': 'MEDICAL',
    'J-5': 'ESCORT',
    'J-6': 'CHILD_PROTECTION',
    'J-7': 'PROTECTION',
    ...{ 'P-1': 'PROTECTION', 'P-2': 'LEGAL', 'P-3': 'INTELLIGENCE', 'P-4': 'DEFENCE' },
  },
  'ARM-1': { 'D-1': 'DEFENCE', 'I-1': 'INTERIOR' },
  'ARM-2': { 'D-2': 'DEFENCE', 'I-2': 'INTERIOR', 'F-2': 'FOREIGN_AFFAIRS', 'L-2': 'LEGAL' },
} as const;

export const by = (officer: string) => {
  const [committee = ''] = Object.entries(OFFICERS).find(([, officers]) => officer in officers) ?? [];
  return { officer, committee };
};
/** Officers with keys of their own. */
export const signers = Object.fromEntries(['D-1', 'I-1', 'D-2', 'I-2'].map((officer) => [officer, signer(1, by(officer))]));
const SIGNED_AT_S = Date.parse('2024-12-18T04:59:00Z') / 1000;
/** The document that registers an officer's key, signed in the morning, by one who asks for nothing and approves nothing. */
export const key = (of: Signer, replaces?: string, registrar = by('R-1')) => keyEnrolment(registrar, of, SIGNED_AT_S, replaces);
export const approvedBy = (of: Signer, said: { action: string; head: string; subject: string }, atMs: number) =>
  approve(of, said, Math.floor(atMs / 1000));
export const number = (n: number) => personalNumber('SY', n);
export const weaponNo = (n: number) => custodyNumber('WA', n);
export const lotNo = (n: number) => custodyNumber('AA', n);
export const SITE = 'RUTBA';
export const CIVILIAN_SITE = 'RUTBA-CIV';
export const AMNESTY = 'SY-2024-12';
export const AUTHORITY = 'OPS-EAST';
export const ADMISSION = 'JOC-1';

const GIVEN = ['سامر', 'فراس', 'عمار', 'زياد', 'نضال', 'رامي', 'وائل', 'باسم', 'غسان', 'مازن', 'هاني', 'طارق', 'جمال', 'خليل'];
const FATHERS = ['حسن', 'محمود', 'يوسف', 'صالح', 'إبراهيم', 'خالد', 'سليم', 'فؤاد', 'نبيل', 'عادل', 'مروان', 'رياض', 'شكري', 'توفيق'];
const FAMILIES = [
  'العلي',
  'الحمد',
  'الخطيب',
  'درويش',
  'الشامي',
  'عيسى',
  'منصور',
  'الأحمد',
  'قاسم',
  'الحلبي',
  'زيدان',
  'نعمة',
  'بركات',
  'صقر',
];

/** Who the n-th person is; `like` somebody else for one who was registered twice. */
export const whoIs = (n: number) => ({
  given: GIVEN[n % 14] as string,
  father: FATHERS[(n * 5) % 14] as string,
  family: FAMILIES[(n * 3) % 14] as string,
  dateOfBirth: `19${70 + ((n * 7) % 25)}-0${1 + (n % 9)}-1${n % 9}`,
});

export const committee = (name: keyof typeof OFFICERS) => ({
  committee: name,
  name: `Committee ${name}`,
  officers: Object.entries(OFFICERS[name]).map(([officer, department]) => ({ officer, department })),
});
export const block = { by: by('O-1'), block: 'SY000', committee: 'RC-1' };
export const admission = (more: object = {}) => ({
  by: by('O-1'),
  admission: ADMISSION,
  crossing: {
    names: [
      { name: 'القائم', side: 'IRQ', script: 'Arab' },
      { name: 'Abu Kamal', side: 'SYR', script: 'Latn' },
    ],
  },
  orderingAuthority: 'Joint operations',
  ...more,
});
export const approval = { authority: 'Council', reference: 'A-1', grounds: 'Humanity' };
export const site = (more: object = {}) => ({
  by: by('O-1'),
  site: SITE,
  name: 'Rutba',
  distanceKmFromBorder: 110,
  compound: 'MILITARY',
  wings: [
    { wing: 'A', sex: 'M', beds: 20 },
    { wing: 'W', sex: 'F', beds: 5 },
    { wing: 'K', sex: 'M', beds: 5, children: true },
  ],
  ...more,
});
export const civilianSite = site({ site: CIVILIAN_SITE, name: 'Rutba civilian', compound: 'CIVILIAN' });

export const identity = (n: number, more: object = {}) => {
  const { given, father, family, dateOfBirth } = whoIs(n);
  return {
    name: { given, father, family, mother: { given: 'مريم' } },
    dateOfBirth: { value: dateOfBirth, precision: 'DAY' },
    ...more,
  };
};
export const registration = (n: number, more: object = {}) => ({
  by: by('O-1'),
  personalNumber: number(n),
  admission: ADMISSION,
  identity: identity(n),
  sex: 'M',
  nationality: 'SYR',
  assurance: 'DECLARED',
  languages: ['ar'],
  interpreterUsed: false,
  health: 'FIT',
  determination: { category: 'INTERNED_OTHER_RANK', evidence: ['UNIFORM'], decidedBy: ['O-1', 'O-2'] },
  ...more,
});
export const determined = (category: string) => ({ category, evidence: ['DOCUMENT'], decidedBy: ['O-1', 'O-2'] });
export const child = (n: number) => ({
  identity: identity(n, { dateOfBirth: { value: '2010-03-04', precision: 'DAY' } }),
  childProtectionOfficer: 'O-4',
});
/** People who are on no manifest: a man housed, a woman, a child, a civilian; by their numbers. */
export const [MAN, WOMAN, CHILD, CIVILIAN] = [30, 31, 32, 33] as const;
export const ofPerson = (n: number, more: object = {}) => ({ by: by('O-1'), personalNumber: number(n), ...more });
export const housing = (n: number, bed: string, more: object = {}) => ofPerson(n, { site: SITE, bed, ...more });
export const card = { reason: 'ARRIVAL', outcome: 'COMPLETED', languages: ['ar', 'en'], sentToFamily: true, sentToAgency: true };
export const cash = (registerNo: string, more: object = {}) => ({
  registerNo,
  kind: 'CASH',
  quantity: 1,
  currency: 'SYP',
  amount: 5000,
  orderedByOfficer: 'O-2',
  reasonWithheld: 'SECURITY',
  ...more,
});

export const weapon = (n: number, more: object = {}) => ({
  by: by('O-1'),
  custodyNumber: weaponNo(n),
  kind: 'ASSAULT_RIFLE',
  assetScope: 'INDIVIDUAL',
  make: 'IZHMASH',
  model: 'AKM',
  calibre: '7.62×39',
  serialStatus: 'PRESENT',
  serialAsMarked: `KM-${400_000 + n * 1111}`,
  serialLocation: 'RECEIVER',
  photos: [{ ref: `P-${n}`, sha256: 'a'.repeat(64), view: 'SERIAL' }],
  serviceability: 'SERVICEABLE',
  clearedSafe: { by: 'O-3', at: '2024-12-08T05:00:00Z' },
  depositor: { personalNumber: number(n), name: 'سالم يوسف' },
  issuer: { name: 'كريم عباس', rank: 'نقيب', unit: 'لجنة ١' },
  acknowledged: { as: 'SIGNATURE' },
  verifier: { ...by('O-2'), serialRead: `KM ${400_000 + n * 1111}` },
  location: { site: SITE },
  ...more,
});
export const place = (slot: number | string, container = 'C-1') => ({
  site: SITE,
  building: 'B1',
  container,
  rack: 'R1',
  slot: String(slot),
});
export const movement = (n: number, from: string, to: string, more: object = {}) => ({
  by: by(to),
  custodyNumber: weaponNo(n),
  releasedBy: by(from),
  receivedBy: by(to),
  documentNo: 'M-1',
  purpose: 'TO_STORE',
  ...more,
});
export const lot = (n: number, more: object = {}) => ({
  by: by('O-1'),
  custodyNumber: lotNo(n),
  calibreOrType: '7.62×39',
  lotNumber: `L-${n}`,
  quantity: 100,
  unitOfCount: 'ROUND',
  packaging: 'SEALED',
  condition: 'SERVICEABLE',
  depositor: { personalNumber: number(n), name: 'سالم يوسف' },
  issuer: { name: 'كريم عباس', rank: 'نقيب', unit: 'لجنة ١' },
  acknowledged: { as: 'SIGNATURE' },
  verifier: by('O-2'),
  location: { site: SITE, container: 'CA-1', seal: 'S-9' },
  ...more,
});

export const amnesty = (more: object = {}) => ({
  by: by('J-3'),
  amnesty: AMNESTY,
  issuer: 'Interim authority',
  issuerStatus: 'De facto',
  issuedOn: '2024-12-10',
  effectiveFrom: '2024-12-10T00:00:00Z',
  scope: 'All',
  covers: ['INTERNED_OTHER_RANK'],
  exclusions: ['GENOCIDE', 'CRIMES_AGAINST_HUMANITY', 'WAR_CRIMES'],
  ...more,
});
export const amnestyStatus = (status: string, more: object = {}) => ({ by: by('J-3'), amnesty: AMNESTY, status, reason: 'Read', ...more });
export const policy = (from: string, more: object = {}) => ({
  by: by('J-3'),
  from,
  pledgeRequired: true,
  noClaimOnWeaponsAllowed: false,
  reference: 'L-7',
  reason: 'Order',
  ...more,
});
export const assurance = {
  givenBy: 'قائد القوة',
  textHash: 'c'.repeat(64),
  legal: true,
  physical: true,
  material: true,
  monitoringAccess: true,
  signedAt: '2024-12-10T00:00:00Z',
};
export const authority = (more: object = {}) => ({
  by: by('J-1'),
  authority: AUTHORITY,
  name: 'Protection force',
  country: 'SYR',
  capacity: 'PROTECTION_FORCE',
  receivers: [{ receiver: 'R-1', name: 'قائد القوة', rank: 'عقيد', capacity: 'Commander' }],
  assurance,
  ...more,
});
export const pledge = (more: object = {}) => ({
  pledgeNo: 'PL-1',
  textVersion: '2024-12-a',
  language: 'ar',
  textHash: 'b'.repeat(64),
  elements: ['OWN_WISH_TO_RETURN', 'REQUESTS_INCLUSION_IN_AMNESTY'],
  amnesty: AMNESTY,
  witnesses: [{ officer: 'J-2' }, { name: 'مندوب اللجنة', capacity: 'ICRC' }],
  ...more,
});
export const declaration = (n: number, more: object = {}) => ({
  by: by('J-1'),
  personalNumber: number(n),
  declarationNo: `VRD-${n}`,
  decision: 'RETURN',
  initiatedBy: 'PERSON',
  topics: ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'],
  language: 'ar',
  privateInterview: true,
  free: true,
  informed: true,
  express: true,
  interviewer: 'J-1',
  witness: { officer: 'J-2' },
  signed: 'SIGNATURE',
  amnesty: AMNESTY,
  pledge: pledge(),
  ...more,
});
export const screening = (n: number, more: object = {}) => ({
  by: by('P-1'),
  personalNumber: number(n),
  risk: 'NONE_IDENTIFIED',
  basis: ['INTERVIEW'],
  reviewer: 'P-2',
  ...more,
});
export const stop = (n: number, kind: string, more: object = {}) => ({ by: by('P-1'), personalNumber: number(n), stop: kind, ...more });
export const lifting = (n: number, kind: string, officer: string, outcome: string, more: object = {}) => ({
  by: by(officer),
  personalNumber: number(n),
  stop: kind,
  outcome,
  ...more,
});

export const line = (n: number, more: object = {}) => ({
  line: n,
  personalNumber: number(n),
  ...whoIs(n),
  sex: 'M',
  nationality: 'SYR',
  ...more,
});
export const submission = (manifestNo: string, from: string, lines: readonly unknown[], more: object = {}) => ({
  by: by('J-1'),
  manifestNo,
  crossing: 'Al-Qaim',
  receivingAuthority: AUTHORITY,
  window: { from, to: new Date(Date.parse(from) + 36_000_000).toISOString() },
  lines,
  ...more,
});
export const act = (officer: string, manifestNo: string, more: object = {}) => ({ by: by(officer), manifestNo, ...more });
export const certificate = {
  certificateNo: 'HC-1',
  place: 'Al-Qaim',
  deliverer: 'J-2',
  receiver: 'R-1',
  capacity: 'Commander',
  signatories: { deliverer: { name: 'ضابط التسليم' }, receiver: { name: 'قائد القوة' } },
};
