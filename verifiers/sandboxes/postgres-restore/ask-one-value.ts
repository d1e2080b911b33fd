import type { Answer } from "../assertions/judge-assertions.ts";
import type { PostgresEngine } from "./postgres-engine.ts";
import { describeState, sqlState } from "./sql-error.ts";

const SECONDS_MAX = 60;
/** No such table, no such column; damaged data. */
const MISSING = new Set(["42P01", "42703", "XX001", "XX002"]);

/** Asks for the one value of an assertion, in a transaction that can only read. */
export async function askOneValue(engine: PostgresEngine, sql: string): Promise<Answer> {
  const asked = sql.trim().replace(/;$/, "");
  try {
    await engine.exec(`BEGIN READ ONLY; SET LOCAL statement_timeout = '${SECONDS_MAX}s'`);
    const { rows } = await engine.query<Record<string, unknown>>(
      `SELECT * FROM (${asked}\n) AS vigie_asked LIMIT 2`,
    );
    const values = rows.flatMap((row) => Object.values(row));
    return values.length === 1 && rows.length === 1
      ? { kind: "value", value: toText(values[0]) }
      : { kind: "not-one" };
  } catch (error) {
    const state = sqlState(error);
    const missing = state !== null && MISSING.has(state);
    return { kind: "failed", missing, because: describeState(state) };
  } finally {
    await engine.exec("ROLLBACK");
  }
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
