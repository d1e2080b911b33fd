import type { Answer } from "../assertions/judge-assertions.ts";
import type { PostgresEngine } from "./postgres-engine.ts";
import { describeState, sqlState } from "./sql-error.ts";

const SECONDS_MAX = 60;
const SEVERAL_ROWS = "21000";
/** No such table, no such column; damaged data. */
const MISSING = new Set(["42P01", "42703", "XX001", "XX002"]);

/** Asks for the one value of an assertion, in a transaction that can only read. */
export async function askOneValue(engine: PostgresEngine, sql: string): Promise<Answer> {
  const asked = sql.trim().replace(/;$/, "");
  try {
    await engine.exec(`BEGIN READ ONLY; SET LOCAL statement_timeout = '${SECONDS_MAX}s'`);
    const { rows } = await engine.query<{ value: string | null }>(
      `SELECT (${asked}\n)::text AS value`,
    );
    return { kind: "value", value: rows[0]?.value ?? null };
  } catch (error) {
    const state = sqlState(error);
    if (state === SEVERAL_ROWS) return { kind: "not-one" };
    const missing = state !== null && MISSING.has(state);
    return { kind: "failed", missing, because: describeState(state) };
  } finally {
    await engine.exec("ROLLBACK");
  }
}
