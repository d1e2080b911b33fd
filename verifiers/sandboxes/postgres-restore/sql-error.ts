import { constants } from "node:os";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Judged } from "../stage.ts";

/** Classes of SQLSTATE, PostgreSQL documentation, appendix A. */
const CLASSES: Readonly<Record<string, Bilingual>> = {
  "0A": { en: "feature not supported", fr: "fonctionnalité non prise en charge" },
  "21": { en: "cardinality violation", fr: "violation de cardinalité" },
  "22": { en: "data exception", fr: "erreur de données" },
  "23": { en: "integrity constraint violation", fr: "violation d'une contrainte d'intégrité" },
  "25": { en: "invalid transaction state", fr: "état de transaction non valide" },
  "2B": { en: "dependent objects still exist", fr: "des objets en dépendent encore" },
  "3D": { en: "invalid database name", fr: "nom de base non valide" },
  "3F": { en: "invalid schema name", fr: "nom de schéma non valide" },
  "42": { en: "syntax error or unknown object", fr: "erreur de syntaxe ou objet inconnu" },
  "53": { en: "insufficient resources", fr: "ressources insuffisantes" },
  "54": { en: "program limit exceeded", fr: "limite du programme dépassée" },
  "55": { en: "object not in the wanted state", fr: "objet dans un autre état que celui voulu" },
  "57": { en: "operator intervention", fr: "intervention d'un opérateur" },
  "58": { en: "system error", fr: "erreur système" },
  P0: { en: "error raised by a function", fr: "erreur levée par une fonction" },
  XX: { en: "internal error", fr: "erreur interne" },
};

const OTHER = { en: "other", fr: "autre" };
const NO_RIGHT = {
  en: "a right that a sandbox grants to nobody",
  fr: "un droit qu'un bac à sable n'accorde à personne",
};
const STOPPED = { en: "the engine stopped", fr: "le moteur s'est arrêté" };

/**
 * The fault lies with the sandbox's engine: missing features, resources, the engine itself. XX001
 * and XX002 are corrupted data.
 */
const OF_THE_ENGINE = /^(0A|53|54|57|58)|^XX000$/;

/**
 * A dump asks for what a sandbox grants to none: to read files, run programs, load code. Only a
 * superuser may, which no dump is restored as where there are others.
 */
const INSUFFICIENT_PRIVILEGE = "42501";

/**
 * The SQLSTATE of an error from the engine; null where the error is not one of SQL, but of
 * the connection. Its message may hold data and is never read.
 */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return null;
  return error.code in constants.errno ? null : error.code;
}

/** Not a sentence: what stands in brackets after one. */
export function describeState(state: string | null): Bilingual {
  if (state === null) return STOPPED;
  const { en, fr } =
    state === INSUFFICIENT_PRIVILEGE ? NO_RIGHT : (CLASSES[state.slice(0, 2)] ?? OTHER);
  return { en: `SQLSTATE ${state}, ${en}`, fr: `SQLSTATE ${state}, ${fr}` };
}

/**
 * Whose fault an error is: the copy's (fail), or the sandbox's, which shows nothing about the copy
 * (inconclusive).
 */
export function judgeState(state: string | null): Pick<Judged, "verdict" | "fault"> {
  if (state === null || OF_THE_ENGINE.test(state))
    return { verdict: "inconclusive", fault: "sandbox" };
  if (state === INSUFFICIENT_PRIVILEGE) return { verdict: "inconclusive", fault: "policy" };
  return { verdict: "fail", fault: "backup" };
}
