import type { LegalCategory } from '#shared/contracts/registration.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export type Wing = { readonly wing: string; readonly sex: 'M' | 'F'; readonly beds: number; readonly children?: boolean };
export type Site = { readonly compound: 'MILITARY' | 'CIVILIAN'; readonly wings: readonly Wing[] };
export type OpenSite = Command<'open', { readonly site: string; readonly name: string; readonly distanceKmFromBorder: number } & Site>;

export const site: Aggregate<Site, OpenSite> = {
  kind: 'SITE',
  decide(state, { data }) {
    if (state) return refuse('SITE_EXISTS', 'This site was opened before.', { field: 'site' });
    return { type: 'site-opened', data };
  },
  evolve(_state, event) {
    const { compound, wings } = event.data as Site;
    return { compound, wings };
  },
};

const CIVILIANS: readonly LegalCategory[] = ['CIVILIAN_EMPLOYEE', 'CIVILIAN_FAMILY_MEMBER', 'CHILD_ASSOCIATED', 'ASYLUM_SEEKER'];

export function isCivilian(category: LegalCategory): boolean {
  return CIVILIANS.includes(category);
}

type Guest = { readonly sex: 'M' | 'F' | 'X'; readonly category: LegalCategory; readonly child: boolean };

/** Whether a person may have this bed (domain C.1 and I-08 to I-10): the bed exists, the wing fits, civilians stay outside the military compound. */
export function mayHave(place: Site | undefined, bed: string, guest: Guest, { familyConsent = false } = {}): Refusal | undefined {
  if (!place) return refuse('SITE_UNKNOWN', 'There is no such site.', { status: 422, field: 'site' });
  const [name, number] = splitBed(bed);
  const wing = place.wings.find((each) => each.wing === name);
  if (!wing || number < 1 || number > wing.beds) return refuse('BED_UNKNOWN', 'This site has no such bed.', { status: 422, field: 'bed' });
  if (guest.category === 'UNDETERMINED' && place.compound === 'MILITARY') {
    return refuse('CATEGORY_UNDETERMINED', 'The military compound takes nobody whose category is not determined.', { field: 'site' });
  }
  if (isCivilian(guest.category) && place.compound === 'MILITARY' && !familyConsent) {
    return refuse('CIVILIAN_IN_MILITARY_COMPOUND', 'Civilians are not housed in the military compound.', { field: 'site' });
  }
  if (guest.sex !== 'X' && guest.sex !== wing.sex) return refuse('WING_OF_OTHER_SEX', 'Women and men are housed apart.', { field: 'bed' });
  if (guest.child && !wing.children)
    return refuse('CHILD_WITH_ADULTS', 'A child is housed only in a wing for families and children.', { field: 'bed' });
  if (!guest.child && wing.children && !familyConsent && !isCivilian(guest.category)) {
    return refuse('ADULT_IN_CHILDRENS_WING', 'This wing is for families and children.', { field: 'bed' });
  }
  return undefined;
}

/** A bed is named by its wing and a number of three digits or more: A-012. */
function splitBed(bed: string): [string, number] {
  const cut = bed.lastIndexOf('-');
  return [bed.slice(0, cut), Number(bed.slice(cut + 1))];
}
