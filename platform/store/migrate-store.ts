import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { OperatingError } from "../errors/operating-error.ts";
import { type SharedServer, takeMigrationTurn } from "./migration-turn.ts";
import { renderForAll, renderForCluster } from "./render-for-cluster.ts";
import type { Store } from "./store.ts";

const MIGRATIONS_TABLE = readFileSync(new URL("./migrations-table.sql", import.meta.url), "utf8");

/** Well below what makes a turn dead (`IDLE_MS_MAX`). */
const RENEW_EVERY_MS = 60_000;

const Applied = z.object({ name: z.string(), sha256: z.string() });

export type StoreMigration = { readonly name: string; readonly sql: string };

/**
 * Runs each migration not yet run, in order of its name, forward only. A migration whose last run
 * stopped midway runs again from its start, so its statements (separated by `;` at the end of a
 * line) must bear repeating. An embedded store has one owner anyway; of those that start at once
 * on a `server` one migrates while the others wait.
 */
export async function migrateStore(
  writer: Store,
  migrations: readonly StoreMigration[],
  server?: SharedServer,
): Promise<void> {
  const ordered = migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const render = renderer(server);
  for (const statement of splitStatements(MIGRATIONS_TABLE))
    await writer.command(render.everywhere(statement));
  if ((await findPending(writer, ordered)).length === 0) return;
  await inTurn(writer, server, async (renew) => {
    for (const { name, sql, sha256 } of await findPending(writer, ordered)) {
      for (const statement of splitStatements(sql).flatMap(render.sharded)) {
        await renew();
        await renewDuring(() => writer.command(statement), renew, server);
      }
      await renew();
      await writer.insert("migrations", [{ name, sha256 }]);
    }
  });
}

async function inTurn(
  writer: Store,
  server: SharedServer | undefined,
  work: (renew: () => Promise<void>) => Promise<void>,
): Promise<void> {
  if (!server) return work(async () => undefined);
  const turn = await takeMigrationTurn(writer, server);
  try {
    await work(turn.renew);
  } catch (error) {
    // Who was overtaken has nothing to release; a server that is gone finds the turn dead later.
    await turn.release().catch(() => undefined);
    throw error;
  }
  await turn.release();
}

/** One that fails, as another process took over, fails again before the next statement. */
async function renewDuring(
  act: () => Promise<void>,
  renew: () => Promise<void>,
  server: SharedServer | undefined,
): Promise<void> {
  const renewing = server?.clock.every(RENEW_EVERY_MS, () => renew().catch(() => undefined));
  try {
    await act();
  } finally {
    await renewing?.stop();
  }
}

function renderer(server: SharedServer | undefined) {
  const cluster = server?.cluster;
  if (!server || cluster === undefined)
    return { everywhere: (sql: string) => sql, sharded: (sql: string) => [sql] };
  const where = { cluster, database: server.database };
  return {
    everywhere: (sql: string) => renderForAll(sql, where),
    sharded: (sql: string) => renderForCluster(sql, where),
  };
}

async function findPending(writer: Store, ordered: readonly StoreMigration[]) {
  const rows = await writer.query("SELECT name, sha256 FROM migrations FINAL", {}, Applied);
  const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  refuseUnknown(applied, ordered);
  return ordered
    .map((migration) => ({ ...migration, sha256: hash("sha256", migration.sql) }))
    .filter(({ name, sha256 }) => !isApplied(applied.get(name), sha256, name));
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

/** Without lines of comment, in which a `;` may stand; a server refuses an empty statement. */
function splitStatements(sql: string): string[] {
  return sql
    .replace(/^--.*$/gm, "")
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
