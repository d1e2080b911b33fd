import type { PostgresEngine } from "./postgres-engine.ts";

/** Such as `PostgreSQL 18.3 (PGlite 0.5.8)`. */
export async function readEngineVersion(engine: PostgresEngine): Promise<string> {
  const { rows } = await engine.query<{ version: string }>("SELECT pg_catalog.version()");
  return rows[0]?.version.split(" on ", 1)[0] ?? "unknown";
}
