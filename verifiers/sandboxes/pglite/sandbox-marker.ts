import type { PGlite } from "@electric-sql/pglite";

/** Marks a database as a sandbox and brings the engine's own checks into the marker schema. */
export async function markSandbox(engine: PGlite): Promise<void> {
  await engine.exec("CREATE SCHEMA vigie_sandbox; CREATE EXTENSION amcheck SCHEMA vigie_sandbox;");
}

/** Nothing is restored into a database that does not carry the marker: it might be production. */
export async function carriesMarker(engine: PGlite): Promise<boolean> {
  const { rows } = await engine.query(
    "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'vigie_sandbox'",
  );
  return rows.length === 1;
}

/**
 * Leaves the one database that is restored into: every start loads all of them, and without the
 * templates it takes a third less.
 */
export async function dropTemplates(engine: PGlite): Promise<void> {
  await engine.exec("UPDATE pg_catalog.pg_database SET datistemplate = false");
  await engine.exec("DROP DATABASE template0");
  await engine.exec("DROP DATABASE template1");
}
