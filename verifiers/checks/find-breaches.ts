import type { Bilingual } from "../../schemas/bilingual.ts";
import type { RowBounds } from "../../schemas/policy.ts";

type Counts = Readonly<Record<string, number>>;
type Bounds = Readonly<Record<string, RowBounds>>;

export type Breach = {
  readonly table: string;
  readonly rows: number | null;
  readonly before: number | null;
  readonly reason: Bilingual;
};

/** Schemas that a table's name goes without: those of PostgreSQL, SQL Server, SQLite. */
const USUAL_SCHEMAS = ["public", "dbo", "main"];
const BRACKETED = /\[([^\]]*)\]/g;
const PERCENT = 100;

/** A policy's bounds on a table as it is counted, such as `public.visits`. */
export function boundsOf(counted: string, now: Counts, bounds: Bounds): RowBounds | null {
  const named = Object.keys(bounds).find((name) => findTable(name, now) === counted);
  return named === undefined ? null : (bounds[named] ?? null);
}

/** The tables whose rows are out of a policy's bounds, in the order of the policy. */
export function findBreaches(now: Counts, before: Counts | null, bounds: Bounds): Breach[] {
  return Object.entries(bounds).flatMap(([named, bound]): Breach[] => {
    const table = findTable(named, now);
    if (table === null) return [{ table: named, rows: null, before: null, reason: isGone(named) }];
    const rows = now[table] ?? 0;
    const earlier = before?.[table] ?? null;
    const reason = findReason(named, { rows, before: earlier }, bound);
    return reason ? [{ table, rows, before: earlier, reason }] : [];
  });
}

/**
 * By its whole name, without a usual schema, or as the only one of that name in any; at last
 * whatever its case, as SQL Server takes names. They may stand in brackets.
 */
function findTable(bracketed: string, now: Counts): string | null {
  const named = bracketed.replace(BRACKETED, "$1");
  const names = [named, ...USUAL_SCHEMAS.map((schema) => `${schema}.${named}`)];
  const found = names.find((name) => Object.hasOwn(now, name));
  if (found !== undefined) return found;
  const tables = Object.keys(now);
  const folded = names.map((name) => name.toLowerCase());
  return (
    findOnly(tables, (table) => table.endsWith(`.${named}`)) ??
    findOnly(tables, (table) => folded.includes(table.toLowerCase())) ??
    findOnly(tables, (table) => table.toLowerCase().endsWith(`.${named.toLowerCase()}`))
  );
}

function findOnly(tables: readonly string[], is: (table: string) => boolean): string | null {
  const [only, ...others] = tables.filter(is);
  return others.length === 0 ? (only ?? null) : null;
}

type Rows = { readonly rows: number; readonly before: number | null };

function findReason(
  table: string,
  { rows, before }: Rows,
  { min, max, change }: RowBounds,
): Bilingual | null {
  if (min !== undefined && rows < min)
    return {
      en: `${table} has ${rows} rows, fewer than ${min}`,
      fr: `${table} a ${rows} lignes, moins de ${min}`,
    };
  if (max !== undefined && rows > max)
    return {
      en: `${table} has ${rows} rows, more than ${max}`,
      fr: `${table} a ${rows} lignes, plus de ${max}`,
    };
  if (change === undefined || before === null || Math.abs(rows - before) <= before * change)
    return null;
  const percent = Math.round(change * PERCENT * 1_000) / 1_000;
  return {
    en: `${table} went from ${before} rows to ${rows}, a change of more than ${percent}%`,
    fr: `${table} est passée de ${before} à ${rows} lignes, soit plus de ${comma(percent)} % d'écart`,
  };
}

function isGone(table: string): Bilingual {
  return { en: `${table} is not there`, fr: `${table} n'est pas là` };
}

function comma(percent: number): string {
  return String(percent).replace(".", ",");
}
