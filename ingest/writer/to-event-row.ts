import type { LogRecord } from "../../platform/log/event-log.ts";
import type { Checksum, VigieEvent } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { SERIES_ATTRIBUTES, type Series, type SeriesPart, seriesId } from "../../schemas/series.ts";
import { contentHash } from "../accept/content-hash.ts";
import type { Row } from "./row.ts";

const VERSION_MAX = 2n ** 63n - 1n;
/** Room for the partition below the offset, which Kafka never takes to 2^50. */
const PARTITIONS_MAX = 4_096n;

/** A record of `vigie.events` as a row of `event_rows`. */
export function toEventRow(event: VigieEvent, record: LogRecord, exact: unknown): Row {
  return {
    source: event.source,
    id: event.id,
    type: event.type,
    time: instantToJson(event.time),
    received_time: instantToJson(event.receivedtime ?? record.appendedAtMs),
    ...seriesColumns("series" in event.data ? event.data.series : {}),
    run_id: "runId" in event.data ? event.data.runId : "",
    ...factColumns(event),
    ...copyColumns(event),
    content_hash: contentHash(exact),
    body: record.value,
    log_partition: record.partition,
    log_offset: record.offset,
    version: versionOf(record).toString(),
  };
}

/**
 * The greatest is offset 0 of partition 0: of several deliveries of one event the first stays, and
 * of the copies of a heartbeat, one in each partition, always the same one.
 */
function versionOf({ offset, partition }: LogRecord): bigint {
  return VERSION_MAX - (BigInt(offset) * PARTITIONS_MAX + BigInt(partition));
}

/**
 * `series_id` stands for a whole series; it is empty where an event is about part of one, or
 * about none.
 */
function seriesColumns(series: Partial<SeriesPart>) {
  return {
    tenant: series.tenant ?? "",
    environment: series.environment ?? "",
    product: series.product ?? "",
    site: series.site ?? "",
    asset_kind: series.assetKind ?? "",
    instance: series.instance ?? "",
    asset: series.asset ?? "",
    backup_type: series.backupType ?? "",
    series_id: isWhole(series) ? seriesId(series) : "",
  };
}

function isWhole(series: Partial<SeriesPart>): series is Series {
  return SERIES_ATTRIBUTES.every((name) => series[name] !== undefined);
}

function factColumns(event: VigieEvent) {
  const none = { started_at: null, finished_at: null, size_bytes: null, stored_bytes: null };
  switch (event.type) {
    case "vigie.backup.started.v1":
      return { ...none, started_at: instantToJson(event.data.startedAt) };
    case "vigie.backup.succeeded.v1":
      return {
        started_at: instantToJson(event.data.startedAt),
        finished_at: instantToJson(event.data.finishedAt),
        size_bytes: event.data.sizeBytes.toString(),
        stored_bytes: event.data.storedBytes?.toString() ?? null,
        ...checksumColumns(event.data.checksum),
      };
    case "vigie.backup.failed.v1": {
      const { startedAt, finishedAt } = event.data;
      const started_at = startedAt === undefined ? null : instantToJson(startedAt);
      return { ...none, started_at, finished_at: instantToJson(finishedAt) };
    }
    case "vigie.copy.observed.v1": {
      const { sizeBytes, checksum } = event.data.copy;
      return { ...none, size_bytes: sizeBytes.toString(), ...checksumColumns(checksum) };
    }
    case "vigie.copy.removed.v1":
    case "vigie.collector.heartbeat.v1":
    case "vigie.asset.expected.v1":
    case "vigie.change.announced.v1":
      return none;
  }
}

function checksumColumns(checksum: Checksum | undefined) {
  return {
    checksum_algorithm: checksum?.algorithm ?? "",
    checksum_value: checksum?.value ?? "",
    checksum_type: checksum?.type ?? "",
  };
}

function copyColumns(event: VigieEvent) {
  if (!("copy" in event.data)) return {};
  const { role, vault, uri } = event.data.copy;
  return { copy_role: role, copy_vault: vault, copy_uri: uri };
}
