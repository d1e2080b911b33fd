import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { OperatingError } from "../errors/operating-error.ts";
import type { Store } from "./store.ts";

const MIGRATIONS_TABLE = readFileSync(new URL("./migrations-table.sql", import.meta.url), "utf8");

const Applied = z.object({ name: z.string(), sha256: z.string() });

export type StoreMigration = { readonly name: string; readonly sql: string };

/**
 * Runs each migration not yet run, in order of its name, forward only. A migration whose last run
 * stopped midway runs again from its start, so its statements (separated by `;` at the end of a
 * line) must bear repeating.
 */
export async function migrateStore(
  writer: Store,
  migrations: readonly StoreMigration[],
): Promise<void> {
  await writer.command(MIGRATIONS_TABLE);
  const rows = await writer.query("SELECT name, sha256 FROM migrations FINAL", {}, Applied);
  const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  const ordered = migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  refuseUnknown(applied, ordered);
  for (const { name, sql } of ordered) {
    const sha256 = hash("sha256", sql);
    if (isApplied(applied.get(name), sha256, name)) continue;
    for (const statement of splitStatements(sql)) await writer.command(statement);
    await writer.insert("migrations", [{ name, sha256 }]);
  }
}

function refuseUnknown(
  applied: ReadonlyMap<string, string>,
  migrations: readonly StoreMigration[],
): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied.keys()].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new OperatingError(
    `Cannot use the store as it has migrations of a newer Vigie: ${unknown}`,
    {
      retryable: false,
      hint: "run the version of Vigie that made it, or a newer one",
    },
  );
}

function isApplied(before: string | undefined, sha256: string, name: string): boolean {
  if (before === undefined) return false;
  if (before === sha256) return true;
  throw new OperatingError(`Cannot migrate the store as ${name} changed after it had run`, {
    retryable: false,
    hint: "put the released migration back, and write a new one for the change",
  });
}

function splitStatements(sql: string): string[] {
  return sql
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
