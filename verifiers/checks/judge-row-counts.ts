import type { Check, Proof } from "../../schemas/proof.ts";

const TABLES_SHOWN_MAX = 5;
/** Of a table's rows at the last proof, less than this share is a loss. */
const SHARE_KEPT_MIN = 0.5;

type Counts = NonNullable<Proof["rowCounts"]>;
type Loss = { readonly table: string; readonly before: number; readonly now: number | null };

/**
 * Compares the rows of each table with the last proof of the series. The first proof only needs
 * rows at all: it is what later ones are held against.
 */
export function judgeRowCounts(now: Counts, last: Proof | null): Check {
  const check = { name: "row-counts", level: "right" } as const;
  const tables = Object.keys(now).length;
  const rows = sum(now);
  if (!last?.rowCounts) {
    const observed = { tables, rows, comparedWith: null };
    if (rows > 0) {
      const reason = `First proof of the series: ${rows} rows in ${tables} tables.`;
      return { ...check, verdict: "pass", observed, reason };
    }
    const reason = "No table holds a row, and no earlier proof says that this is right.";
    return { ...check, verdict: "inconclusive", observed, reason };
  }
  const losses = listLosses(now, last.rowCounts);
  const compared = { comparedWith: last.id, rowsBefore: sum(last.rowCounts) };
  const observed = { tables, rows, ...compared, losses: losses.slice(0, TABLES_SHOWN_MAX) };
  if (losses.length > 0)
    return { ...check, verdict: "fail", observed, reason: `${describe(losses)}.` };
  const reason = `${rows} rows in ${tables} tables; ${compared.rowsBefore} at the last proof.`;
  return { ...check, verdict: "pass", observed, reason };
}

function listLosses(now: Counts, before: Counts): Loss[] {
  return Object.entries(before)
    .map(([table, rows]) => ({ table, before: rows, now: now[table] ?? null }))
    .filter(({ before, now }) => now === null || now < before * SHARE_KEPT_MIN);
}

function describe(losses: readonly Loss[]): string {
  const shown = losses.slice(0, TABLES_SHOWN_MAX).map(({ table, before, now }) => {
    if (now === null) return `${table} vanished (${before} rows before)`;
    return now === 0
      ? `${table} is empty (${before} rows before)`
      : `${table} has ${now} of ${before} rows`;
  });
  const more = losses.length - shown.length;
  return more > 0 ? `${shown.join("; ")}; and ${more} more tables` : shown.join("; ");
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, rows) => total + rows, 0);
}
