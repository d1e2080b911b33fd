import type { LogRecord } from "../../platform/log/event-log.ts";
import {
  createInstantColumn,
  createInt64Column,
  createNullableInstantColumn,
  createNullableInt64Column,
  createTextColumn,
  createTupleColumns,
  type NativeColumn,
} from "../../platform/store/native-block.ts";
import type { Checksum, VigieEvent } from "../../schemas/events.ts";
import { SERIES_ATTRIBUTES, type SeriesPart, seriesId } from "../../schemas/series.ts";
import { wholeSeriesOf } from "../../schemas/whole-series-of.ts";
import { shortenBody } from "./shorten-body.ts";

/** What one type of event says beyond its envelope and its series. */
type Facts = {
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  readonly sizeBytes?: bigint | undefined;
  readonly storedBytes?: bigint | undefined;
  readonly lockedUntil?: number | undefined;
  readonly checksum?: Checksum | undefined;
};

/** The columns of `event_rows`, filled event by event. */
export type EventColumns = {
  readonly all: readonly NativeColumn[];
  readonly push: (event: VigieEvent, record: LogRecord) => void;
  /** Begins the next block. */
  readonly clear: () => void;
};

export function createEventColumns(): EventColumns {
  const kind = createKindColumns();
  const time = createInstantColumn("time");
  const receivedTime = createInstantColumn("received_time");
  const id = createTextColumn("id");
  const runId = createTextColumn("run_id");
  const startedAt = createNullableInstantColumn("started_at");
  const finishedAt = createNullableInstantColumn("finished_at");
  const sizeBytes = createNullableInt64Column("size_bytes");
  const storedBytes = createNullableInt64Column("stored_bytes");
  const lockedUntil = createNullableInstantColumn("locked_until");
  const copyUri = createTextColumn("copy_uri");
  const checksum = createTextColumn("checksum_value");
  const body = createTextColumn("body");
  const partition = createInt64Column("log_partition");
  const offset = createInt64Column("log_offset");
  const instants = [time, receivedTime, startedAt, finishedAt, lockedUntil];
  const others = [id, runId, sizeBytes, storedBytes, copyUri, checksum, body, partition, offset];

  function push(event: VigieEvent, record: LogRecord) {
    const { data } = event;
    const facts = factsOf(event);
    const texts = {
      id: event.id,
      runId: "runId" in data ? data.runId : "",
      checksum: facts.checksum?.value ?? "",
      uri: "copy" in data ? data.copy.uri : "",
    };
    kind.push(event, facts);
    time.push(event.time);
    receivedTime.push(event.receivedtime ?? record.appendedAtMs);
    id.push(texts.id);
    runId.push(texts.runId);
    startedAt.push(facts.startedAt ?? null);
    finishedAt.push(facts.finishedAt ?? null);
    sizeBytes.push(facts.sizeBytes ?? null);
    storedBytes.push(facts.storedBytes ?? null);
    lockedUntil.push(facts.lockedUntil ?? null);
    copyUri.push(texts.uri);
    checksum.push(texts.checksum);
    body.push(shortenBody(record.value, [texts.id, texts.runId, texts.checksum, texts.uri]));
    partition.push(record.partition);
    offset.push(record.offset);
  }

  const clear = () => {
    kind.clear();
    for (const column of [...instants, ...others]) column.clear();
  };
  return { all: [...kind.columns, ...instants, ...others], push, clear };
}

const LIKE_TEXTS = [
  "source",
  "type",
  "checksumAlgorithm",
  "checksumType",
  "copyRole",
  "copyVault",
] as const;
const KINDS_KNOWN_MAX = 16;
const NO_SERIES: Partial<SeriesPart> = {};

/** What an event has in common with others. */
type Like = { readonly series: Partial<SeriesPart> } & {
  readonly [Name in (typeof LIKE_TEXTS)[number]]: string;
};

/**
 * The columns that many events of a block have in common: series, source, type and the like.
 * `series_id` stands for a whole series; it is empty where an event is about part of one, or about
 * none.
 */
function createKindColumns() {
  const tuples = createTupleColumns([
    ...[...SERIES_ATTRIBUTES, ...LIKE_TEXTS].map(toColumnName),
    "series_id",
  ]);
  const known = createKnownKinds();

  function add(like: Like, event: VigieEvent): number {
    const whole = wholeSeriesOf(event);
    const attributes = SERIES_ATTRIBUTES.map((attribute) => like.series[attribute] ?? "");
    const others = LIKE_TEXTS.map((name) => like[name]);
    return tuples.add([...attributes, ...others, whole ? seriesId(whole) : ""]);
  }

  return {
    columns: tuples.columns,
    push: (event: VigieEvent, { checksum }: Facts) => {
      const { data, source, type } = event;
      const copy = "copy" in data ? data.copy : null;
      const like: Like = {
        series: "series" in data ? data.series : NO_SERIES,
        source,
        type,
        checksumAlgorithm: checksum?.algorithm ?? "",
        checksumType: checksum?.type ?? "",
        copyRole: copy?.role ?? "",
        copyVault: copy?.vault ?? "",
      };
      tuples.push(known.numberOf(like, () => add(like, event)));
    },
    clear: () => {
      for (const column of tuples.columns) column.clear();
      known.clear();
    },
  };
}

type Kind = { readonly like: Like; readonly number: number };

/**
 * By instance and asset: some names, such as `master`, every instance has. Of each the last few
 * kinds are known; one that was forgotten is another, which does no harm.
 */
function createKnownKinds() {
  const known = new Map<string, Map<string, readonly Kind[]>>();
  return {
    numberOf: (like: Like, add: () => number): number => {
      const { instance = "", asset = "" } = like.series;
      const ofInstance = known.get(instance) ?? new Map<string, readonly Kind[]>();
      const kinds = ofInstance.get(asset) ?? [];
      for (const kind of kinds) if (isSame(kind.like, like)) return kind.number;
      const number = add();
      ofInstance.set(asset, [...kinds, { like, number }].slice(-KINDS_KNOWN_MAX));
      known.set(instance, ofInstance);
      return number;
    },
    clear: () => known.clear(),
  };
}

function isSame(one: Like, other: Like): boolean {
  for (const name of LIKE_TEXTS) if (one[name] !== other[name]) return false;
  for (const name of SERIES_ATTRIBUTES) if (one.series[name] !== other.series[name]) return false;
  return true;
}

function toColumnName(attribute: string): string {
  return attribute.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function factsOf(event: VigieEvent): Facts {
  switch (event.type) {
    case "vigie.backup.started.v1":
    case "vigie.backup.succeeded.v1":
    case "vigie.backup.failed.v1":
      return event.data;
    case "vigie.copy.observed.v1":
      return event.data.copy;
    case "vigie.copy.removed.v1":
    case "vigie.collector.heartbeat.v1":
    case "vigie.asset.expected.v1":
    case "vigie.change.announced.v1":
      return {};
  }
}
