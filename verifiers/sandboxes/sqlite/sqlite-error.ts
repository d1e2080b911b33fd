import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Judged } from "../stage.ts";

/** Primary result codes: https://www.sqlite.org/rescode.html */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const AUTHORIZATION = 23;
const PRIMARY = 0xff;

/** The primary code of an error of SQLite; null of another's. Its message may hold data. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & PRIMARY : null;
}

export function judgeCode(code: number | null): Pick<Judged, "verdict" | "fault"> {
  if (code === CORRUPT || code === NOT_A_DATABASE) return { verdict: "fail", fault: "backup" };
  if (code === AUTHORIZATION) return { verdict: "inconclusive", fault: "policy" };
  return { verdict: "inconclusive", fault: "sandbox" };
}

/** Not a sentence: what stands in brackets after one. */
export function describeCode(code: number | null): Bilingual {
  if (code === null) return { en: "the engine stopped", fr: "le moteur s'est arrêté" };
  return { en: `SQLite's code ${code}`, fr: `code ${code} de SQLite` };
}
