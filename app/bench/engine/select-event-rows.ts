import { SERIES_ATTRIBUTES } from "../../../schemas/series.ts";

/** A column of `event_rows` as the engine lists it. */
export type Column = { readonly name: string; readonly type: string };

/** Of an event as JSON; what it lacks is empty, or null. Read in one go. */
const EVENT = `Tuple(source String, id String, type String, time String, data Tuple(
  series Tuple(tenant String, environment String, product String, site String, assetKind String,
    instance String, asset String, backupType String),
  runId String, startedAt String, finishedAt String,
  sizeBytes Nullable(Int64), storedBytes Nullable(Int64),
  copy Tuple(role String, vault String, uri String, lockedUntil String),
  checksum Tuple(algorithm String, value String, type String)))`;

const SERIES_KEY = SERIES_ATTRIBUTES.map(
  (name) => `encodeURLComponent(event.data.series.${name})`,
).join(", '/', ");

/** What `ingest/writer` puts into each column, less its checks, from what a source has. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  source: "event.source",
  id: "event.id",
  type: "event.type",
  time: instant("event.time"),
  received_time: "source_received_time",
  tenant: "event.data.series.tenant",
  environment: "event.data.series.environment",
  product: "event.data.series.product",
  site: "event.data.series.site",
  asset_kind: "event.data.series.assetKind",
  instance: "event.data.series.instance",
  asset: "event.data.series.asset",
  backup_type: "event.data.series.backupType",
  series_id: `lower(hex(substring(SHA256(concat(${SERIES_KEY})), 1, 16)))`,
  run_id: "event.data.runId",
  started_at: instant("event.data.startedAt"),
  finished_at: instant("event.data.finishedAt"),
  size_bytes: "event.data.sizeBytes",
  stored_bytes: "event.data.storedBytes",
  copy_role: "event.data.copy.role",
  copy_vault: "event.data.copy.vault",
  copy_uri: "event.data.copy.uri",
  locked_until: instant("event.data.copy.lockedUntil"),
  checksum_algorithm: "event.data.checksum.algorithm",
  checksum_value: "event.data.checksum.value",
  checksum_type: "event.data.checksum.type",
  body: "source_body",
  log_partition: "source_partition",
  log_offset: "source_offset",
  version: "toUInt64(9223372036854775807 - (source_offset * 4096 + source_partition))",
};

/**
 * A SELECT of those columns of `event_rows` that it has an expression for, and the names of the
 * others, from a SELECT of `source_body`, `source_received_time`, `source_partition` and
 * `source_offset`.
 */
export function selectEventRows(columns: readonly Column[], source: string) {
  const known = columns.filter(({ name }) => EXPRESSIONS[name] !== undefined);
  const list = known.map(({ name, type }) => `${toType(EXPRESSIONS[name] ?? "", type)} AS ${name}`);
  return {
    sql: `SELECT ${list.join(",\n  ")}
FROM (SELECT *, JSONExtract(source_body, '${EVENT}') AS event FROM (${source}))`,
    names: known.map(({ name }) => name),
    leftOut: columns.filter((column) => !known.includes(column)).map(({ name }) => name),
  };
}

/** Digests are hex digits in events; a column of bytes takes what they stand for. */
function toType(expression: string, type: string): string {
  return type.includes("FixedString") ? `unhex(${expression})` : expression;
}

function instant(text: string): string {
  return `parseDateTime64BestEffortOrNull(${text}, 3, 'UTC')`;
}
