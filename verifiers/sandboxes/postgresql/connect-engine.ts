import { Client, type QueryConfig } from "pg";
import type { PostgresEngine } from "../postgres-restore/postgres-engine.ts";
import { CopyIn } from "./copy-in.ts";
import type { RestoreJob } from "./restore-job.ts";

type Server = NonNullable<RestoreJob["server"]>;

const INT4 = 23;
const KNOWN_ROLE = "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1";
/** As pg_dump writes it. */
const EXTENSION =
  /^CREATE EXTENSION (?:IF NOT EXISTS )?"?([a-z0-9_-]+)"?(?: WITH SCHEMA "?([\w ]+)"?)?;?$/;
/** Those that only a superuser may create and that reach no file, program or network. */
const HARMLESS = new Set([
  ...["amcheck", "bloom", "btree_gin", "earthdistance", "hypopg", "pg_buffercache"],
  ...["pg_freespacemap", "pg_stat_statements", "pg_visibility", "pgrowlocks", "pgstattuple"],
  ...["postgis", "postgis_raster", "postgis_topology", "sslinfo", "timescaledb", "vector"],
]);

export type ServerEngine = PostgresEngine & {
  /** The name that the server was started under. */
  readonly serverName: () => Promise<string>;
};

/**
 * A database of a sandbox's server, for a role without rights; what only a superuser may do, it
 * does itself, and with names alone.
 */
export async function connectEngine(server: Server, database: string): Promise<ServerEngine> {
  const [restorer, admin] = [
    await connect(server, server.restorer, database),
    await connect(server, server.admin, database),
  ];
  await admin.query("SET search_path = pg_catalog");
  return {
    query: async <Row>(sql: string, values: readonly unknown[] = []) => {
      const { rows } = await restorer.query(oneStatement(sql, values));
      return { rows: rows as Row[] };
    },
    exec: (sql) => restorer.query(sql),
    copyRows: (copy, rows) => restorer.query(new CopyIn(copy, Buffer.from(rows))).done,
    createRole: async (name) => {
      const known = await admin.query(KNOWN_ROLE, [name]);
      if (known.rows.length > 0) return;
      const role = admin.escapeIdentifier(name);
      await admin.query(`CREATE ROLE ${role}`);
      await admin.query(`GRANT ${role} TO ${admin.escapeIdentifier(server.restorer)}`);
    },
    createExtension: async (statement) => {
      const [, name = "", schema = "public"] = EXTENSION.exec(statement) ?? [];
      if (!HARMLESS.has(name)) return false;
      const [what, where] = [name, schema].map((part) => admin.escapeIdentifier(part));
      await admin.query(`CREATE EXTENSION IF NOT EXISTS ${what} SCHEMA ${where}`);
      return true;
    },
    keepsOwners: false,
    serverName: async () => {
      const { rows } = await admin.query("SHOW cluster_name");
      return String(rows[0]?.cluster_name);
    },
  };
}

/** By the extended protocol, in which nothing can hide behind a statement. */
function oneStatement(text: string, values: readonly unknown[]): QueryConfig<unknown[]> {
  const extended = { queryMode: "extended" };
  return { text, values: [...values], ...extended };
}

async function connect({ socket }: Server, user: string, database: string): Promise<Client> {
  const client = new Client({ host: socket, user, database, types: AS_TEXT });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Values as the server writes them; only small numbers are numbers. */
const AS_TEXT = {
  getTypeParser: (oid: number) => (value: string) => (oid === INT4 ? Number(value) : value),
};
