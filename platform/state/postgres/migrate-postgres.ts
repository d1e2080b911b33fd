import assert from "node:assert/strict";
import { hash } from "node:crypto";
import type { Query } from "./open-sessions.ts";

type Migration = { readonly name: string; readonly sql: string };

/** Any number that is always the same: whoever migrates waits for whoever does already. */
const LOCK = 8_420_001;

/**
 * Within a transaction, runs each migration not yet run, in order of its name. The transaction
 * must read what others committed while it waited for the lock: READ COMMITTED.
 */
export async function migratePostgres(
  query: Query,
  migrations: readonly Migration[],
): Promise<void> {
  await query(`SELECT pg_advisory_xact_lock(${LOCK})::text`);
  await query(
    "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, sha256 text NOT NULL)",
  );
  const ordered = migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const migration of ordered) await migrate(query, migration);
}

async function migrate(query: Query, { name, sql }: Migration): Promise<void> {
  const sha256 = hash("sha256", sql);
  const done = await query("SELECT sha256 FROM migrations WHERE name = $1", [name]);
  const [row] = done.rows;
  if (row) {
    assert.equal(row["sha256"], sha256, `migration ${name} was edited after it had run`);
    return;
  }
  await query(sql);
  await query("INSERT INTO migrations (name, sha256) VALUES ($1, $2)", [name, sha256]);
}
