import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { SharedServer } from "../../platform/store/migration-turn.ts";
import type { ServerStore } from "../../platform/store/open-store.ts";
import { onCluster } from "../../platform/store/render-for-cluster.ts";
import type { Store } from "../../platform/store/store.ts";
import type { KnownSchema } from "./known-schema.ts";

const CREATED = /CREATE (?:OR REPLACE )?(?:MATERIALIZED )?(?:TABLE|VIEW) (?:IF NOT EXISTS )?(\w+)/g;
/** What feeds on another goes before it. */
const FIRST = ["MaterializedView", "View", "Distributed"];
const TABLES = "SELECT name, engine FROM system.tables WHERE database = currentDatabase()";
const tableSchema = z.object({ name: z.string(), engine: z.string() });

/** How several processes share a server's store; where it is distributed its cluster is named. */
export function shareServer(connection: ServerStore, clock: Clock): SharedServer {
  const { database = "default", cluster } = connection;
  return { clock, database, cluster };
}

/** Throws `OperatingError` where a table of Vigie is there already. */
export async function refuseUsedStore(
  writer: Store,
  known: KnownSchema,
  { url, database }: ServerStore,
): Promise<void> {
  const tables = await listOwnTables(writer, known);
  if (tables.length === 0) return;
  const where = `the store at ${url}, database ${database ?? "default"}`;
  throw new OperatingError(
    `Cannot restore into ${where}, as it has tables of Vigie already: ${tables[0]?.name}`,
    {
      retryable: false,
      hint: "create another database and name it as store.database, or drop this one and create it anew",
    },
  );
}

/** What an earlier try left. */
export async function dropOwnTables(
  writer: Store,
  known: KnownSchema,
  { cluster }: ServerStore,
): Promise<void> {
  const rank = (engine: string) => (FIRST.includes(engine) ? FIRST.indexOf(engine) : FIRST.length);
  const tables = await listOwnTables(writer, known);
  for (const { name } of tables.toSorted((a, b) => rank(a.engine) - rank(b.engine)))
    await writer.command(`DROP TABLE IF EXISTS ${name}${onCluster(cluster)} SYNC`);
}

async function listOwnTables(writer: Store, known: KnownSchema) {
  const created = known.store.flatMap(({ sql }) =>
    [...sql.matchAll(CREATED)].map(([, name]) => name),
  );
  const own = new Set(["migrations", ...created, ...created.map((name) => `${name}_local`)]);
  return (await writer.query(TABLES, {}, tableSchema)).filter(({ name }) => own.has(name));
}
