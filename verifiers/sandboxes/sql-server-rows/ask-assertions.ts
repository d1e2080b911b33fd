import { readFileSync } from "node:fs";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { type Answer, judgeAssertions } from "../assertions/judge-assertions.ts";
import { startEngine, toPostgresEngine } from "../pglite/start-engine.ts";
import { askOneValue } from "../postgres-restore/ask-one-value.ts";
import type { PostgresEngine } from "../postgres-restore/postgres-engine.ts";
import { sqlState } from "../postgres-restore/sql-error.ts";
import type { Content } from "../stage.ts";
import { toEngineType } from "./column-types.ts";
import { type Candidate, findCandidates } from "./find-candidates.ts";
import { findUnread, loadTable } from "./load-table.ts";
import type { OpenedDatabase } from "./open-database.ts";
import { type Prepared, prepareAssertion } from "./prepare-assertion.ts";
import type { RowsJob } from "./rows-job.ts";
import { quoteName } from "./translate-sql.ts";

const COMPATIBILITY = readFileSync(new URL("./compatibility.sql", import.meta.url), "utf8");
const LOADED_BYTES_MAX = 256 * 2 ** 20;
/** Names are first T-SQL's, then PostgreSQL's own. */
const SEARCH_PATH = "SET search_path = dbo, public, pg_catalog";
/** Dates that begin with a day or a month are refused: which it is depends on who logs in. */
const SESSION = `SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; ${SEARCH_PATH}`;
const OTHER_OBJECT = {
  en: "it asks of what is no table of the backup",
  fr: "elle interroge autre chose qu'une table de la sauvegarde",
};

/**
 * Asks the customer's assertions of the backup's rows, in an embedded PostgreSQL that is loaded
 * with what they ask of and nothing else. What it cannot ask as SQL Server would is inconclusive.
 */
export async function askAssertions(
  database: OpenedDatabase,
  { assertions, template }: Pick<RowsJob, "assertions" | "template">,
): Promise<Content["assertions"]> {
  if (template === null) return [];
  const cluster = new Uint8Array(readFileSync(template));
  const engine = toPostgresEngine(await startEngine(cluster, new Set(["citext"])));
  await engine.exec(COMPATIBILITY);
  const candidates = findCandidates(
    database.catalogue,
    assertions.map(({ sql }) => sql),
  );
  for (const candidate of candidates.values()) await createTable(engine, candidate);
  await engine.exec(SESSION);
  const prepared = new Map<string, Awaited<ReturnType<typeof prepareAssertion>>>();
  for (const { sql } of assertions) prepared.set(sql, await prepareAssertion(engine, sql));
  const faults = await loadTables(engine, database, { candidates, prepared });
  return await judgeAssertions(assertions, async (sql): Promise<Answer> => {
    const asked = prepared.get(sql);
    if (!asked || "because" in asked) return failed(asked?.because ?? OTHER_OBJECT);
    for (const [key, columns] of asked.used) {
      const candidate = candidates.get(key);
      const fault = candidate ? faults.get(key) : OTHER_OBJECT;
      const unread = fault ?? (candidate && findUnread(database, candidate, columns));
      if (unread) return failed(unread);
    }
    const answer = await askOneValue(engine, asked.sql);
    return answer.kind === "failed" ? { ...answer, missing: false } : answer;
  });
}

/** A table that the engine cannot have is one that no statement finds. */
async function createTable(
  engine: PostgresEngine,
  { schema, table, columns }: Candidate,
): Promise<void> {
  const list = columns.map((column) => `${quoteName(column.name)} ${toEngineType(column)}`);
  try {
    await engine.query(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
    await engine.query(
      `CREATE UNLOGGED TABLE ${quoteName(schema)}.${quoteName(table.name)} (${list.join(", ")})`,
    );
  } catch (error) {
    if (sqlState(error) === null) throw error;
  }
}

type Plan = {
  readonly candidates: ReadonlyMap<string, Candidate>;
  readonly prepared: ReadonlyMap<string, Prepared | { readonly because: Bilingual }>;
};

/** Each table once, with the columns that any assertion uses; resolves to faults, by table. */
async function loadTables(
  engine: PostgresEngine,
  database: OpenedDatabase,
  { candidates, prepared }: Plan,
): Promise<ReadonlyMap<string, Bilingual>> {
  const wanted = new Map<string, Set<string>>();
  for (const one of prepared.values())
    for (const [key, columns] of "used" in one ? one.used : [])
      wanted.set(key, (wanted.get(key) ?? new Set()).union(columns));
  const room = { bytesLeft: LOADED_BYTES_MAX };
  const faults = new Map<string, Bilingual>();
  for (const [key, columns] of wanted) {
    const candidate = candidates.get(key);
    if (!candidate) continue;
    const fault = await loadTable({ engine, database, room }, candidate, columns);
    if (fault) faults.set(key, fault);
  }
  return faults;
}

function failed(because: Bilingual): Answer {
  return { kind: "failed", missing: false, because };
}
