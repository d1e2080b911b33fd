import type { Bilingual } from "../../schemas/bilingual.ts";
import type { RowBounds } from "../../schemas/policy.ts";
import type { Check, Proof } from "../../schemas/proof.ts";
import { boundsOf, findBreaches } from "./find-breaches.ts";

const TABLES_SHOWN_MAX = 5;
/** Of a table's rows at the last proof, less than this share is a loss. */
const SHARE_KEPT_MIN = 0.5;

const NO_ROW = {
  en: "No table holds a row, and no earlier proof says that this is right.",
  fr: "Aucune table ne contient de ligne, et aucune preuve antérieure ne dit que c'est normal.",
};

type Bounds = Readonly<Record<string, RowBounds>>;
type Counts = NonNullable<Proof["rowCounts"]>;
type Loss = { readonly table: string; readonly before: number; readonly now: number | null };

/**
 * Compares the rows of each table with the last proof of the series. The first proof only needs
 * rows at all: it is what later ones are held against. The policy's own bounds on a table hold
 * besides; where they bound its change, they stand in for the share that must be kept.
 */
export function judgeRowCounts(now: Counts, last: Proof | null, bounds: Bounds = {}): Check {
  const check = { name: "row-counts", level: "right" } as const;
  const tables = Object.keys(now).length;
  const rows = sum(now);
  const breaches = findBreaches(now, last?.rowCounts ?? null, bounds);
  if (breaches.length > 0) {
    const told = breaches.slice(0, TABLES_SHOWN_MAX);
    const observed = { tables, rows, comparedWith: last?.id ?? null, breaches: told };
    return { ...check, verdict: "fail", observed, reason: joinReasons(told) };
  }
  if (!last?.rowCounts) {
    const observed = { tables, rows, comparedWith: null };
    if (rows > 0) {
      const reason = {
        en: `First proof of the series: ${rows} rows in ${tables} tables.`,
        fr: `Première preuve de la série (lignes : ${rows}, tables : ${tables}).`,
      };
      return { ...check, verdict: "pass", observed, reason };
    }
    return { ...check, verdict: "inconclusive", observed, reason: NO_ROW };
  }
  const losses = listLosses(now, last.rowCounts, bounds);
  const compared = { comparedWith: last.id, rowsBefore: sum(last.rowCounts) };
  const observed = { tables, rows, ...compared, losses: losses.slice(0, TABLES_SHOWN_MAX) };
  if (losses.length > 0) return { ...check, verdict: "fail", observed, reason: tell(losses) };
  const reason = {
    en: `${rows} rows in ${tables} tables; ${compared.rowsBefore} at the last proof.`,
    fr: `Lignes : ${rows}, tables : ${tables} ; lignes à la dernière preuve : ${compared.rowsBefore}.`,
  };
  return { ...check, verdict: "pass", observed, reason };
}

function listLosses(now: Counts, before: Counts, bounds: Bounds): Loss[] {
  return Object.entries(before)
    .map(([table, rows]) => ({ table, before: rows, now: now[table] ?? null }))
    .filter(({ table, before, now: rows }) => {
      if (rows === null) return true;
      return boundsOf(table, now, bounds)?.change === undefined && rows < before * SHARE_KEPT_MIN;
    });
}

function joinReasons(reasons: readonly { readonly reason: Bilingual }[]): Bilingual {
  return {
    en: `${reasons.map(({ reason }) => reason.en).join("; ")}.`,
    fr: `${reasons.map(({ reason }) => reason.fr).join(" ; ")}.`,
  };
}

function tell(losses: readonly Loss[]): Bilingual {
  const shown = losses.slice(0, TABLES_SHOWN_MAX).map(tellLoss);
  const left = losses.length - shown.length;
  const more = left > 0 ? [{ en: `and ${left} more tables`, fr: `autres tables : ${left}` }] : [];
  const all = [...shown, ...more];
  return {
    en: `${all.map(({ en }) => en).join("; ")}.`,
    fr: `${all.map(({ fr }) => fr).join(" ; ")}.`,
  };
}

function tellLoss({ table, before, now }: Loss): Bilingual {
  if (now === null)
    return {
      en: `${table} vanished (${before} rows before)`,
      fr: `${table} a disparu (lignes avant : ${before})`,
    };
  return now === 0
    ? {
        en: `${table} is empty (${before} rows before)`,
        fr: `${table} est vide (lignes avant : ${before})`,
      }
    : {
        en: `${table} has ${now} of ${before} rows`,
        fr: `${table} n'a que ${now} des ${before} lignes d'avant`,
      };
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, rows) => total + rows, 0);
}
