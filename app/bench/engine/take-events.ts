import { z } from "zod";
import { cpuPerEvent, createCpuMeter, ownCpuTime } from "../create-cpu-meter.ts";
import { createRateMeter, perSecond } from "../create-rate-meter.ts";
import type { EngineOrder, EngineTaking, EventsPlace } from "./engine-orders.ts";
import { type EngineParts, readEventColumns, watchEventRows } from "./event-table.ts";
import { selectEventRows } from "./select-event-rows.ts";

/** The engine's own default for the block of a Kafka table. */
const BLOCK_ROWS_MAX = 65_409;
/** So many blocks at least, as a rate needs more than one. */
const BLOCKS_MIN = 10;

/** A view that fails is tried again for ever. */
const STALLED_MS_MAX = 60_000;

type Take = EngineOrder & { readonly kind: "take" };

/** Lets the engine alone take events into its table, without any of our code. */
export async function takeEvents(order: Take, parts: EngineParts): Promise<EngineTaking> {
  const columns = await readEventColumns(parts);
  const { from, events } = order;
  const { sql, names, leftOut } = selectEventRows(columns, sourceOf(from));
  const taken =
    from.kind === "kafka"
      ? await takeTopic(from, { parts, events, sql })
      : await takeFile({ parts, events, sql, names });
  return { from: from.kind, ...taken, columnsLeftOut: leftOut };
}

function sourceOf(from: EventsPlace): string {
  if (from.kind === "kafka")
    return `SELECT body AS source_body, _timestamp_ms AS source_received_time,
      _partition AS source_partition, _offset AS source_offset FROM event_queue`;
  return `SELECT json AS source_body, toDateTime64('2026-11-20', 3, 'UTC') AS source_received_time,
    0 AS source_partition, rowNumberInAllBlocks() AS source_offset
    FROM file(${quote(from.path)}, JSONAsString, 'json String')`;
}

type Taking = {
  readonly parts: EngineParts;
  readonly events: number;
  readonly sql: string;
};
type Taken = Pick<EngineTaking, "eventsPerSecond" | "cpuUs">;

/** Blocks of a size that divides the events: an incomplete one waits for its time to be over. */
async function takeTopic(
  from: EventsPlace & { readonly kind: "kafka" },
  { parts, events, sql }: Taking,
): Promise<Taken> {
  const { store, clock } = parts;
  const blocks = Math.max(BLOCKS_MIN, Math.ceil(events / BLOCK_ROWS_MAX));
  const blockRows = Math.floor(events / blocks);
  await store.writer.command(`CREATE TABLE event_queue (body String) ENGINE = Kafka SETTINGS
    kafka_broker_list = ${quote(from.brokers.join(","))}, kafka_topic_list = ${quote(from.topic)},
    kafka_group_name = ${quote(from.group)}, kafka_format = 'RawBLOB',
    kafka_max_block_size = ${blockRows}, kafka_poll_max_batch_size = ${blockRows}`);
  const meter = createRateMeter(clock.nowMs());
  const cpu = createCpuMeter();
  let grown = { rows: 0, atMs: clock.nowMs() };
  await store.writer.command(`CREATE MATERIALIZED VIEW event_taker TO event_rows AS ${sql}`);
  await watchEventRows(parts, async (rows) => {
    const nowMs = clock.nowMs();
    meter.see(rows, nowMs);
    cpu.see(rows, ownCpuTime());
    if (rows > grown.rows) grown = { rows, atMs: nowMs };
    if (nowMs - grown.atMs > STALLED_MS_MAX) throw await stalledError(parts);
    return rows >= blocks * blockRows;
  });
  await store.writer.command("DROP TABLE event_taker");
  await store.writer.command("DROP TABLE event_queue");
  return { eventsPerSecond: meter.perSecond(), cpuUs: cpu.perEvent().allThreadsUs };
}

async function stalledError({ store }: EngineParts): Promise<Error> {
  const told = await store.verdicts.query(
    "SELECT splitByString(', Stack trace', exceptions.text[-1])[1] AS text FROM system.kafka_consumers",
    {},
    z.object({ text: z.string() }),
  );
  return new Error(`the engine takes nothing from the topic: ${told.map(({ text }) => text)}`);
}

async function takeFile({
  parts,
  events,
  sql,
  names,
}: Taking & { readonly names: readonly string[] }): Promise<Taken> {
  const { store, clock } = parts;
  const startedMs = clock.nowMs();
  const before = ownCpuTime();
  const inserting = store.writer.command(`INSERT INTO event_rows (${names}) ${sql}`);
  await watchEventRows(parts, async () => false, inserting);
  await inserting;
  const eventsPerSecond = perSecond(events, clock.nowMs() - startedMs);
  return { eventsPerSecond, cpuUs: cpuPerEvent(before, ownCpuTime(), events).allThreadsUs };
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
