import assert from "node:assert/strict";

/** Where the replicas of a table find each other; the macros are the servers' own. */
const KEEPER_PATH = "/clickhouse/tables/{shard}/{database}/{table}";
const KEEPER_PATH_OF_ALL = "/clickhouse/tables/all/{database}/{table}";

/** Name, columns, engine, its arguments, and the rest. */
const TABLE = new RegExp(
  String.raw`^CREATE TABLE IF NOT EXISTS (\w+)\s*\(\n([\s\S]*)\n\)\s*` +
    String.raw`ENGINE = (\w*MergeTree)(?:\(([^)]*)\))?\s([\s\S]*)$`,
);
const VIEW = /^CREATE (?:OR REPLACE VIEW|VIEW IF NOT EXISTS) \w+(?= AS\s)/;
/** Name, target, and a SELECT of which the source is the first table named. */
const FEED =
  /^CREATE MATERIALIZED VIEW IF NOT EXISTS (\w+) TO (\w+) AS\s+(SELECT[\s\S]*?\sFROM )(\w+)([\s\S]*)$/;
/** It runs once, from the one table into the other as they are distributed. */
const TAKE_OVER = /^INSERT INTO \w+\s+\([\w,\s]+\)\s+SELECT\s/;
const DROP_FEED = /^DROP VIEW IF EXISTS \w+_feed$/;
const TRUNCATE = /^TRUNCATE TABLE \w+$/;
const ALTER = /^ALTER TABLE (\w+) ([\s\S]*)$/;
/** Of what a table has, the first of these decides on which shard a row lies. */
const SHARDING_KEYS = ["series_id", "id", "collector", "log_partition", "name"];
/** The series that leads an incident may become another one. */
const SHARDED_BY_ID = new Set(["incident_rows"]);
const ON_COLUMNS = /^(ADD|DROP|MODIFY|RENAME|COMMENT) COLUMN\b/;

export type Cluster = { readonly cluster: string; readonly database: string };

/**
 * A statement for one server, without comments before it, as those for a cluster: each table
 * replicated under `<name>_local`, and under its own name distributed over these, so that inserts
 * and views stay as they are. Rows of one series lie on one shard; a table without series is spread
 * by its id, or by what it has instead. What it doesn't know how to render is our own bug.
 */
export function renderForCluster(sql: string, where: Cluster): readonly string[] {
  const table = TABLE.exec(sql);
  if (table) return renderTable(table, where);
  if (VIEW.test(sql)) return [sql.replace(VIEW, (head) => `${head}${onCluster(where.cluster)}`)];
  const feed = FEED.exec(sql);
  if (feed) return [renderFeed(feed, where)];
  if (TAKE_OVER.test(sql)) return [sql];
  if (DROP_FEED.test(sql)) return [`${sql}${onCluster(where.cluster)}`];
  if (TRUNCATE.test(sql)) return [`${sql}_local${onCluster(where.cluster)}`];
  const [, name, actions] = ALTER.exec(sql) ?? [];
  assert(name !== undefined && actions !== undefined, `No rendering for a cluster: ${sql}`);
  return renderAlter(name, actions, where);
}

/** A table of which every server has all rows. */
export function renderForAll(sql: string, { cluster }: Cluster): string {
  const [, name, columns, engine, version, rest] = TABLE.exec(sql) ?? [];
  assert(name !== undefined && engine !== undefined);
  const replicas = [
    `'${KEEPER_PATH_OF_ALL}'`,
    "'{shard}-{replica}'",
    ...(version ? [version] : []),
  ];
  return `CREATE TABLE IF NOT EXISTS ${name}${onCluster(cluster)}\n(\n${columns}\n)
ENGINE = Replicated${engine}(${replicas.join(", ")})\n${rest}`;
}

export function onCluster(cluster: string | undefined): string {
  return cluster === undefined ? "" : ` ON CLUSTER \`${cluster}\``;
}

function renderTable(
  [, name, columns = "", engine, version, rest = ""]: RegExpExecArray,
  { cluster, database }: Cluster,
): readonly string[] {
  const shared = onCluster(cluster);
  const replicas = [`'${KEEPER_PATH}'`, "'{replica}'", ...(version ? [version] : [])];
  const keys = SHARDED_BY_ID.has(`${name}`) ? ["id"] : SHARDING_KEYS;
  const key = keys.find((column) => new RegExp(`^\\s*${column} `, "m").test(columns));
  assert(key !== undefined, `No column of ${name} to spread its rows by`);
  return [
    `CREATE TABLE IF NOT EXISTS ${name}_local${shared}\n(\n${columns}\n)
ENGINE = Replicated${engine}(${replicas.join(", ")})\n${ofReplicas(rest)}`,
    `CREATE TABLE IF NOT EXISTS ${name}${shared} AS \`${database}\`.${name}_local
ENGINE = Distributed('${cluster}', '${database}', '${name}_local', cityHash64(${key}))`,
  ];
}

/** What a server is given it feeds on by itself, so that the rows of a series stay on its shard. */
function renderFeed([, name, target, select, source, rest]: RegExpExecArray, where: Cluster) {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${name}${onCluster(where.cluster)} TO ${target}_local AS
${select}${source}_local${rest}`;
}

/** Of a distributed table only the columns can be altered; the rest is the local ones'. */
function renderAlter(name: string, actions: string, { cluster }: Cluster): readonly string[] {
  const tables = ON_COLUMNS.test(actions) ? [`${name}_local`, name] : [`${name}_local`];
  return tables.map((table) => `ALTER TABLE ${table}${onCluster(cluster)} ${ofReplicas(actions)}`);
}

function ofReplicas(settings: string): string {
  return settings.replace("non_replicated_deduplication_window", "replicated_deduplication_window");
}
