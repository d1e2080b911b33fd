import type { Finding, FindingKind } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Parent } from "./candidate.ts";
import type { Cause } from "./cohort.ts";

type Words = { readonly en: string; readonly fr: string };

/** What the backups of a cohort have in common: the rest of a sentence that begins with them. */
const PREDICATES: Partial<Record<FindingKind, Words>> = {
  late: { en: "are late", fr: "sont en retard" },
  missing: { en: "are missing", fr: "sont manquantes" },
  stuck: { en: "are stuck", fr: "sont bloquées" },
  failed: { en: "failed", fr: "ont échoué" },
  undersized: { en: "are too small", fr: "sont trop petites" },
  oversized: { en: "are too large", fr: "sont trop grosses" },
  "too-fast": { en: "were too fast", fr: "ont été trop rapides" },
  "too-slow": { en: "are too slow", fr: "sont trop lentes" },
  incompressible: { en: "hardly compress any more", fr: "ne se compriment presque plus" },
  "copy-missing": { en: "lack a required copy", fr: "n'ont pas leur copie exigée" },
  "copy-late": { en: "have a copy that came late", fr: "ont une copie arrivée en retard" },
  "copy-lost": { en: "lost a copy", fr: "ont perdu une copie" },
  "copy-changed": { en: "have a copy that changed", fr: "ont une copie qui a changé" },
  "copy-size-mismatch": {
    en: "have copies of different sizes",
    fr: "ont des copies de tailles différentes",
  },
  "copy-checksum-mismatch": {
    en: "have copies with different checksums",
    fr: "ont des copies aux empreintes différentes",
  },
  "copies-colocated": {
    en: "have both copies in one vault",
    fr: "ont leurs deux copies dans un même coffre",
  },
  unencrypted: { en: "have an unencrypted copy", fr: "ont une copie non chiffrée" },
  "lock-short": { en: "have a copy locked too briefly", fr: "ont une copie verrouillée trop peu" },
  "chain-broken": { en: "have a broken chain", fr: "ont une chaîne rompue" },
  "base-hijacked": {
    en: "lean on a foreign full backup",
    fr: "dépendent d'une sauvegarde complète étrangère",
  },
  "purge-foretold": {
    en: "will lose restore points to a purge",
    fr: "perdront des points de restauration lors d'une purge",
  },
  "mass-deletion": {
    en: "lost many copies before their time",
    fr: "ont perdu de nombreuses copies avant terme",
  },
  "rpo-breach": { en: "are past their RPO", fr: "dépassent leur RPO" },
  "rto-breach": { en: "restore past their RTO", fr: "se restaurent au-delà de leur RTO" },
  "proof-overdue": { en: "have no proof in time", fr: "n'ont pas de preuve à temps" },
  "last-proof-expiring": {
    en: "are about to lose their last proven copy",
    fr: "vont perdre leur dernière copie prouvée",
  },
  "retention-short": {
    en: "keep too few restore points",
    fr: "gardent trop peu de points de restauration",
  },
  "purge-overdue": { en: "are kept too long", fr: "sont gardées trop longtemps" },
  unprotected: { en: "are unprotected", fr: "ne sont pas protégées" },
  "restore-failed": { en: "failed to restore", fr: "n'ont pas pu être restaurées" },
  "copy-damaged": { en: "have a damaged copy", fr: "ont une copie endommagée" },
};

/** The evidence and the sentence of a parent: which share of what failed together. */
export function tellCause(parent: Parent): Pick<Finding, "evidence" | "summary"> {
  const { cohort, kind, series, due, slots, members, open, firstIds, decided } = parent;
  const place = sayCause(cohort.cause);
  const said = PREDICATES[kind] ?? { en: `have ${kind}`, fr: `ont ${kind}` };
  return {
    evidence: {
      cause: { ...cohort.cause.place },
      members,
      open: open.size,
      series: series.size,
      due,
      share: Number((series.size / due).toFixed(3)),
      firstSlot: slots && instantToJson(slots.fromMs),
      lastSlot: slots && instantToJson(slots.toMs),
      decided: { ...decided },
      first: [...firstIds],
    },
    summary: {
      en: `${series.size} of ${due} backups ${place.en} ${said.en}.`,
      fr: `${series.size} sauvegardes sur ${due} ${place.fr} ${said.fr}.`,
    },
  };
}

function sayCause({ word, place }: Cause): Words {
  const name = place[word] ?? "";
  const around = [place.tenant, place.site].filter((other) => other && other !== name).join(", ");
  const where = around && word !== "tenant" ? `${name} (${around})` : name;
  switch (word) {
    case "instance":
      return { en: `of instance ${where}`, fr: `de l'instance ${where}` };
    case "source":
      return { en: `from source ${where}`, fr: `de la source ${where}` };
    case "vault":
      return { en: `to vault ${where}`, fr: `vers le coffre ${where}` };
    case "site":
      return { en: `of site ${where}`, fr: `du site ${where}` };
    case "collector":
      return { en: `of collector ${where}`, fr: `du collecteur ${where}` };
    case "product":
      return { en: `of product ${where}`, fr: `du produit ${where}` };
    case "tenant":
      return { en: `of tenant ${where}`, fr: `du client ${where}` };
  }
}
