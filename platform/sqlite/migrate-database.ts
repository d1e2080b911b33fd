import assert from "node:assert/strict";
import { hash } from "node:crypto";
import type { Database } from "./database.ts";

export type Migration = { readonly name: string; readonly sql: string };

/**
 * Runs each migration not yet run, in order of its name, all in one transaction, whoever else
 * starts at the same time.
 */
export function migrateDatabase(database: Database, migrations: readonly Migration[]): void {
  const ordered = migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  database.transact(() => {
    database.exec(
      "create table if not exists migrations (name text primary key, sha256 text not null) strict",
    );
    for (const migration of ordered) migrate(database, migration);
  });
}

function migrate(database: Database, { name, sql }: Migration): void {
  const sha256 = hash("sha256", sql);
  const done = database.get("select sha256 from migrations where name = ?", name);
  if (done) {
    assert.equal(done["sha256"], sha256, `migration ${name} was edited after it had run`);
    return;
  }
  database.exec(sql);
  database.run("insert into migrations (name, sha256) values (?, ?)", name, sha256);
}
