import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Inspection } from "../../../schemas/inspection.ts";
import type { BackupSet, SetKind } from "./backup-set.ts";
import type { ContainerFacts } from "./container-tally.ts";
import type { PageFacts } from "./judge-pages.ts";
import type { CatalogueReading } from "./rows/catalogue/assemble-tables.ts";

/** All that is known of a set once the file has been read. */
export type SetFacts = {
  readonly kind: SetKind | null;
  readonly container: ContainerFacts;
  readonly pages: PageFacts;
  readonly hasPages: boolean;
  /** What the catalogue says; null where it was not read. */
  readonly tables: CatalogueReading | null;
  /** Nothing changed while it was backed up, so that rows must be as many as are recorded. */
  readonly isAtRest: boolean;
  readonly isDescribed: boolean;
  readonly isDescribedTwice: boolean;
  readonly isStriped: boolean;
  readonly isCut: boolean;
  readonly set: Pick<BackupSet, "isCompressed" | "isEncrypted" | "isOtherThanPages">;
};
export type Judged = Pick<Inspection, "verdict"> & { readonly reasons: readonly Bilingual[] };

/** `sound` needs every check that the format allows, and nothing found. */
export function judgeSet(facts: SetFacts): Judged {
  const damage = listDamage(facts);
  const doubts = listDoubts(facts);
  const verdict = damage.length > 0 ? "damaged" : doubts.length > 0 ? "unknown" : "sound";
  return { verdict, reasons: [...damage, ...doubts, ...listRemarks(facts)] };
}

function listDamage({ container, pages, hasPages, ...facts }: SetFacts): Bilingual[] {
  const reasons: Bilingual[] = [];
  if (container.badCount > 0)
    reasons.push({
      en: `The container is damaged in ${count(container.badCount, "place", "places")}.`,
      fr: `Le conteneur est endommagé à ${count(container.badCount, "endroit", "endroits")}.`,
    });
  if (pages.badCount > 0)
    reasons.push({
      en: `${count(pages.badCount, "page is", "pages are")} damaged or absent.`,
      fr: `${count(pages.badCount, "page endommagée ou absente", "pages endommagées ou absentes")}.`,
    });
  if (facts.isDescribed && !facts.isDescribedTwice)
    reasons.push({
      en: "The descriptions before and after the data are not of the same backup.",
      fr: "Les descriptions avant et après les données ne sont pas celles d'une même sauvegarde.",
    });
  if (facts.kind === "full" && hasPages && pages.placedExtents + pages.unplacedExtents === 0)
    reasons.push({
      en: "The backup holds no page of a database.",
      fr: "La sauvegarde ne contient aucune page de base de données.",
    });
  if (rowsAreLost(facts, pages)) reasons.push(...(facts.tables?.reasons ?? []));
  return reasons;
}

function listDoubts({ kind, pages, hasPages, set, ...facts }: SetFacts): Bilingual[] {
  const reasons: Bilingual[] = [];
  if (set.isCompressed) reasons.push(COMPRESSED);
  if (set.isEncrypted) reasons.push(ENCRYPTED);
  const isUnreadable = pages.placedExtents === 0 && pages.unplacedExtents > 0;
  if (set.isOtherThanPages || isUnreadable) reasons.push(UNREADABLE);
  if (facts.isStriped) reasons.push(STRIPED);
  if (facts.isCut) reasons.push(TOO_MANY_SETS);
  if (!facts.isDescribed) reasons.push(UNDESCRIBED);
  if (kind === null) reasons.push(NO_KIND);
  if (!hasPages && kind === "log") reasons.push(LOG_ONLY);
  else if (!hasPages && reasons.length === 0) reasons.push(NO_PAGES);
  if (pages.unreadablePfs > 0) reasons.push(UNREADABLE_PFS);
  if (!isUnreadable && pages.undecidedFaulty + pages.unplacedExtents > 0)
    reasons.push(undecided(pages));
  if (canReadTables(pages) && !rowsAreLost(facts, pages))
    reasons.push(...(facts.tables?.reasons ?? []));
  if (pages.unprotectedContent > 0 && pages.protectedContent === 0) reasons.push(UNPROTECTED);
  return reasons;
}

/** Whether pages hold more or fewer rows than the database records, and no log makes up for it. */
function rowsAreLost(
  { isAtRest, tables }: Pick<SetFacts, "isAtRest" | "tables">,
  pages: PageFacts,
) {
  if (!isAtRest || !tables || !canReadTables(pages)) return false;
  return tables.tables.some(
    ({ rows, recordedRows }) => rows !== null && recordedRows !== null && rows !== recordedRows,
  );
}

/** Rows do not add up where pages are absent, which has been said; nor where none is readable. */
function canReadTables({ badCount, placedExtents, unreadablePfs }: PageFacts): boolean {
  return badCount === 0 && placedExtents > 0 && unreadablePfs === 0;
}

function listRemarks({ kind, pages, tables }: SetFacts): Bilingual[] {
  const notes = tables?.notes ?? [];
  if (kind !== "differential" || pages.undecided === 0 || pages.undecidedFaulty > 0)
    return [...notes];
  return [
    ...notes,
    {
      en: `${count(pages.undecided, "page verifies", "pages verify")}, allocated or not: the page that would tell is not in the differential backup.`,
      fr: `${count(pages.undecided, "page vérifiée", "pages vérifiées")}, allouées ou non : la page qui le dirait n'est pas dans la sauvegarde différentielle.`,
    },
  ];
}

function undecided({ undecidedFaulty, unplacedExtents }: PageFacts): Bilingual {
  const pages = undecidedFaulty + 8 * unplacedExtents;
  return {
    en: `${count(pages, "page does", "pages do")} not verify, and nothing tells whether they are in use.`,
    fr: `${count(pages, "page ne peut", "pages ne peuvent")} être vérifiées, et rien ne dit si elles sont utilisées.`,
  };
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

const COMPRESSED: Bilingual = {
  en: "The backup is compressed: its pages cannot be read without SQL Server.",
  fr: "La sauvegarde est compressée : ses pages ne peuvent être lues sans SQL Server.",
};
const ENCRYPTED: Bilingual = {
  en: "The backup is encrypted: its pages cannot be read without its key.",
  fr: "La sauvegarde est chiffrée : ses pages ne peuvent être lues sans sa clé.",
};
const UNREADABLE: Bilingual = {
  en: "The backup's data is not readable as pages: it is compressed or encrypted.",
  fr: "Les données de la sauvegarde ne se lisent pas comme des pages : elles sont compressées ou chiffrées.",
};
const STRIPED: Bilingual = {
  en: "The backup is spread over several files, and this is one of them.",
  fr: "La sauvegarde est répartie sur plusieurs fichiers, et celui-ci n'en est qu'un.",
};
const TOO_MANY_SETS: Bilingual = {
  en: "The file holds more backup sets than are read.",
  fr: "Le fichier contient plus de jeux de sauvegarde qu'il n'en est lu.",
};
const UNDESCRIBED: Bilingual = {
  en: "SQL Server's own description of the backup is not readable.",
  fr: "La description de la sauvegarde par SQL Server n'est pas lisible.",
};
const NO_KIND: Bilingual = {
  en: "The kind of backup is not known: whether pages are absent cannot be told.",
  fr: "Le type de sauvegarde est inconnu : impossible de dire si des pages sont absentes.",
};
const LOG_ONLY: Bilingual = {
  en: "A log backup: its container is checked, its log records are not.",
  fr: "Sauvegarde de journal : son conteneur est vérifié, ses enregistrements ne le sont pas.",
};
const NO_PAGES: Bilingual = {
  en: "The backup has no pages that could be checked.",
  fr: "La sauvegarde n'a pas de pages à vérifier.",
};
const UNREADABLE_PFS: Bilingual = {
  en: "Pages that tell which others are in use cannot be read: the database may be encrypted.",
  fr: "Les pages qui disent lesquelles sont utilisées sont illisibles : la base est peut-être chiffrée.",
};
const UNPROTECTED: Bilingual = {
  en: "The database writes its pages without checksum or torn bits: damage cannot be seen.",
  fr: "La base écrit ses pages sans somme de contrôle ni bits de page : un dommage ne se voit pas.",
};
