import { readFileSync } from "node:fs";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { judgeAssertions } from "../assertions/judge-assertions.ts";
import type { Questions } from "../questions.ts";
import type { Content, Judged } from "../stage.ts";
import { askOneValue } from "./ask-one-value.ts";
import { joinSentences } from "./join-sentences.ts";
import type { PostgresEngine } from "./postgres-engine.ts";
import { readEngineVersion } from "./read-engine-version.ts";
import { describeState, judgeState, sqlState } from "./sql-error.ts";

const LIST_TABLES = readFileSync(new URL("./list-tables.sql", import.meta.url), "utf8");
const CHECK_INDEXES = readFileSync(new URL("./check-indexes.sql", import.meta.url), "utf8");
const FIND_COLUMN = readFileSync(new URL("./find-column.sql", import.meta.url), "utf8");
const TABLES_MAX = 10_000;
const RESET =
  "ROLLBACK; RESET SESSION AUTHORIZATION; RESET ALL; SET TimeZone = 'UTC'; SET row_security = off;";
const CONSISTENCY_CHECK = {
  en: "The engine's consistency check",
  fr: "Le contrôle de cohérence du moteur",
};
const READING = { en: "Reading every row", fr: "La lecture de toutes les lignes" };
const NO_ANSWER = { en: "The engine gave no answer.", fr: "Le moteur n'a pas répondu." };
const NO_COUNT = {
  en: "A table gave no count.",
  fr: "Une table n'a pas donné son nombre de lignes.",
};
const TOO_MANY_TABLES = {
  en: `More than ${TABLES_MAX} tables.`,
  fr: `Plus de ${TABLES_MAX} tables.`,
};

type Table = { readonly schema: string; readonly name: string; readonly counts_for: string };
type Counted = { readonly rows: string; readonly bytes: string };

type Options = {
  /** A copy of the files themselves has the invalid indexes of production, which prove no fault. */
  readonly isOfFiles?: boolean;
};

export type Survey = {
  readonly judgement: Judged;
  readonly version: string;
  /** Null where the survey did not pass. */
  readonly content: Content | null;
};

/** Looks at a restored database: the engine's own checks, then every row, then how new it is. */
export async function surveyDatabase(
  engine: PostgresEngine,
  { freshness, assertions }: Questions,
  options: Options = {},
): Promise<Survey> {
  await resetSession(engine);
  const version = await readEngineVersion(engine);
  const consistent = await checkConsistency(engine, options);
  if (consistent.verdict !== "pass") return { judgement: consistent, version, content: null };
  const counted = await countRows(engine);
  if ("verdict" in counted) return { judgement: counted, version, content: null };
  const { rowCounts } = counted;
  const tables = Object.keys(rowCounts).length;
  const reason = joinSentences(consistent.reason, {
    en: `All rows of ${tables} tables were read.`,
    fr: `Toutes les lignes ont été lues (tables : ${tables}).`,
  });
  const judgement = { ...consistent, reason, observed: { ...consistent.observed, tables } };
  const newest = freshness ? await readNewest(engine, freshness) : null;
  const asserted = await judgeAssertions(assertions, (sql) => askOneValue(engine, sql));
  return { judgement, version, content: { rowCounts, newest, assertions: asserted } };
}

/** The session as it was before a dump's own SETs. */
async function resetSession(engine: PostgresEngine): Promise<void> {
  await engine.exec(RESET);
}

/**
 * The engine's own look at what was restored: every b-tree against its table, and every table's
 * pages. A pass needs an answer to each.
 */
async function checkConsistency(
  engine: PostgresEngine,
  { isOfFiles = false }: Options,
): Promise<Judged> {
  try {
    const { rows } = await engine.query<{ indexes: number; invalid: number; damaged: number }>(
      CHECK_INDEXES,
    );
    const seen = rows[0];
    if (!seen)
      return { verdict: "inconclusive", reason: NO_ANSWER, observed: {}, fault: "sandbox" };
    const { indexes, invalid, damaged } = seen;
    const observed = { indexesChecked: indexes, indexesInvalid: invalid, tablesDamaged: damaged };
    const consistent = (invalid === 0 || isOfFiles) && damaged === 0;
    const reason = consistent
      ? {
          en: `${indexes} indexes agree with their tables.`,
          fr: `Index conformes à leurs tables : ${indexes}.`,
        }
      : {
          en: `${invalid} indexes are invalid, ${damaged} tables have damaged pages.`,
          fr: `Index non valides : ${invalid} ; tables aux pages endommagées : ${damaged}.`,
        };
    return consistent
      ? { verdict: "pass", reason, observed, fault: null }
      : { verdict: "fail", reason, observed, fault: "backup" };
  } catch (error) {
    return failed(CONSISTENCY_CHECK, error);
  }
}

/** Reads every row of every user table, each value of it; counts them. */
async function countRows(
  engine: PostgresEngine,
): Promise<{ readonly rowCounts: Record<string, number> } | Judged> {
  try {
    const tables = await engine.query<Table>(LIST_TABLES, [TABLES_MAX + 1]);
    if (tables.rows.length > TABLES_MAX)
      return { verdict: "inconclusive", reason: TOO_MANY_TABLES, observed: {}, fault: "sandbox" };
    const rowCounts: Record<string, number> = {};
    for (const { schema, name, counts_for: table } of tables.rows) {
      const from = `${quote(schema)}.${quote(name)}`;
      const { rows } = await engine.query<Counted>(
        `SELECT pg_catalog.count(*)::text AS rows, coalesce(pg_catalog.sum(pg_catalog.octet_length(vigie_row::text)), 0)::text AS bytes FROM ONLY ${from} AS vigie_row`,
      );
      if (!rows[0])
        return { verdict: "inconclusive", reason: NO_COUNT, observed: {}, fault: "sandbox" };
      rowCounts[table] = (rowCounts[table] ?? 0) + Number(rows[0].rows);
    }
    return { rowCounts };
  } catch (error) {
    return failed(READING, error);
  }
}

/**
 * The newest instant in a column; `found` false where there is no such column of dates or
 * timestamps.
 */
async function readNewest(
  engine: PostgresEngine,
  { table, column }: NonNullable<Questions["freshness"]>,
): Promise<Content["newest"]> {
  const [name = "", schema = "public"] = table.split(".").reverse();
  const known = await engine.query(FIND_COLUMN, [schema, name, column]);
  if (known.rows.length === 0) return { found: false, newestMs: null };
  const { rows } = await engine.query<{ newest: string | null }>(
    `SELECT pg_catalog.trunc(extract(epoch FROM pg_catalog.max(${quote(column)})::timestamptz) * 1000)::text AS newest FROM ${quote(schema)}.${quote(name)}`,
  );
  const newest = rows[0]?.newest;
  return { found: true, newestMs: newest ? Number(newest) : null };
}

function failed(what: Bilingual, error: unknown): Judged {
  const state = sqlState(error);
  const { en, fr } = describeState(state);
  const reason = { en: `${what.en} failed (${en}).`, fr: `${what.fr} a échoué (${fr}).` };
  return { ...judgeState(state), reason, observed: { sqlState: state } };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
