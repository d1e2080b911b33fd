import type { Bilingual } from "../../schemas/bilingual.ts";
import { DRAW_EXCLUSIONS, type DrawExclusion } from "../../schemas/drawn.ts";
import type { ProofLevel } from "../../schemas/proof.ts";
import { sayBytes, sayCount, sayDay, sayPercent } from "./page/say.ts";
import type { ReportedClaim } from "./reported-claim.ts";
import type { WeekReport } from "./week-report.ts";

type Lang = WeekReport["lang"];

const GOOD: Readonly<Record<ProofLevel, Bilingual>> = {
  exists: { en: "are there", fr: "sont présentes" },
  whole: { en: "are whole", fr: "sont entières" },
  sound: { en: "are sound", fr: "sont saines" },
  restored: { en: "restore", fr: "se restaurent" },
  right: { en: "restore with the right content", fr: "se restaurent avec un contenu exact" },
};

/** What a claim says, and of what it says nothing, in whole sentences. */
export function sayClaim(claim: ReportedClaim): Bilingual {
  return { en: sayEnglish(claim), fr: sayFrench(claim) };
}

function sayEnglish(claim: ReportedClaim): string {
  const { count, share, confidence, sample, outside } = numbersOf(claim, "en");
  const drawn = `${count(claim.failed)} of ${sample} drawn at random since ${sayDay(claim.since, "en")} failed`;
  const awaited = claim.awaited > 0 ? `, and ${count(claim.awaited)} more are awaited` : "";
  const claimed =
    share === null
      ? `Of the ${count(claim.copies)} copies of ${claim.tenant} too few were drawn to claim anything with ${confidence} confidence: ${drawn}${awaited}.`
      : `With ${confidence} confidence at least ${share} of the copies of ${claim.tenant} ${GOOD[claim.level].en}; ${drawn}${awaited}.`;
  return [claimed, ...(outside ? [`Outside the draw: ${outside}.`] : [])].join(" ");
}

function sayFrench(claim: ReportedClaim): string {
  const { count, share, confidence, sample, outside } = numbersOf(claim, "fr");
  const drawn = `échecs : ${count(claim.failed)} sur ${sample} tirées au sort depuis le ${sayDay(claim.since, "fr")}`;
  const awaited = claim.awaited > 0 ? `, en attente : ${count(claim.awaited)}` : "";
  const claimed =
    share === null
      ? `Trop peu des ${count(claim.copies)} copies de ${claim.tenant} ont été tirées pour affirmer quoi que ce soit avec une confiance de ${confidence} (${drawn}${awaited}).`
      : `Avec une confiance de ${confidence}, au moins ${share} des copies de ${claim.tenant} ${GOOD[claim.level].fr} (${drawn}${awaited}).`;
  return [claimed, ...(outside ? [`Hors du tirage : ${outside}.`] : [])].join(" ");
}

function numbersOf(claim: ReportedClaim, lang: Lang) {
  const count = (number: number) => sayCount(number, lang);
  const { goodShareMin, confidence, counted, excluded } = claim;
  const size = sayBytes(claim.bytesMax, lang);
  const outside = DRAW_EXCLUSIONS.flatMap((reason) => {
    const number = excluded[reason] ?? 0;
    return number > 0 ? [EXCLUDED[reason](count(number), size)[lang]] : [];
  });
  return {
    count,
    share: goodShareMin === null ? null : sayPercent(goodShareMin, lang),
    confidence: sayPercent(confidence, lang),
    sample: count(counted),
    outside: outside.join(lang === "fr" ? " ; " : "; "),
  };
}

const EXCLUDED: Readonly<Record<DrawExclusion, (count: string, size: string) => Bilingual>> = {
  "too-large": (count, size) => ({
    en: `copies larger than ${size}: ${count}`,
    fr: `copies de plus de ${size} : ${count}`,
  }),
  "asked-for-less": (count) => ({
    en: `copies of which no policy asks as much: ${count}`,
    fr: `copies dont aucune politique n'en demande autant : ${count}`,
  }),
  expiring: (count) => ({
    en: `copies whose retention ends before the next round: ${count}`,
    fr: `copies dont la conservation s'achève avant la ronde suivante : ${count}`,
  }),
};
