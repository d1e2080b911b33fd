import { setTimeout as sleep } from "node:timers/promises";
import { instantToJson } from "../../../schemas/instant.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { TOKEN } from "./kafka-estate.ts";
import { isAccepted } from "./send-batches.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TRIES_MAX = 300;
const PAUSE_MS = 100;

export const COLLECTORS = ["paris", "lyon", "lille"] as const;
type Collector = (typeof COLLECTORS)[number];
export const HOURS = 48;
const ASSETS = 12;
/** Each hour has a batch, a heartbeat, what came late, and a heartbeat. */
const HEARTBEATS = 2;

const SCHEDULE = {
  ...{ cron: "0 * * * *", zone: "UTC", maxDuration: "20m" },
  ...{ early: "5m", startWithin: "10m", finishWithin: "30m" },
};

/** A line of `vigie.yaml`: each collector reports its own server, of which each hour is due. */
export const POLICIES = COLLECTORS.map((collector) => ({
  name: `hourly-${collector}`,
  match: { instance: collector },
  reportedBy: collector,
  schedule: SCHEDULE,
}));

type Fate = "in-time" | "late" | "failed" | "missing";
type Slot = { readonly collector: string; readonly index: number; readonly hour: number };

/** What becomes of a slot; all come in time at first, so that each series is known. */
function fateOf({ index, hour }: Slot): Fate {
  if (hour === 0) return "in-time";
  return FATES[(index + 5 * hour) % ASSETS] ?? "in-time";
}
const FATES: readonly Fate[] = ["missing", "late", "failed"];

/** As a finding names it, too. */
export function slotName(collector: string, asset: string, due: string): string {
  return `${collector} ${asset} ${due}`;
}

type Span = { readonly firstMs: number; readonly hours: number };

/** The slots of these fates in the first hours, in the order of their names. */
export function slotsOf(fates: readonly Fate[], { firstMs, hours }: Span): readonly string[] {
  return allSlots()
    .filter((slot) => slot.hour < hours && fates.includes(fateOf(slot)))
    .map(({ collector, index, hour }) =>
      slotName(collector, assetOf(index), instantToJson(firstMs + hour * HOUR_MS)),
    )
    .toSorted();
}

/** How many events all collectors have to say, each once. */
export function countEvents(): number {
  const messages = allSlots().map(
    (slot) => ({ "in-time": 1, late: 1, failed: 2, missing: 0 })[fateOf(slot)],
  );
  const heartbeats = COLLECTORS.length * HOURS * HEARTBEATS;
  return messages.reduce((sum, events) => sum + events, heartbeats);
}

type Speech = {
  readonly firstMs: number;
  /** The intakes that are not known to be dead. */
  readonly urls: () => readonly string[];
  readonly said: () => void;
};

/**
 * Says what a collector has to say in these hours, each hour after the other. As soon as a batch
 * was acknowledged a heartbeat vouches for it, by another intake.
 */
export async function speak(
  collector: Collector,
  [from, to]: readonly [number, number],
  { firstMs, urls, said }: Speech,
): Promise<void> {
  const own = COLLECTORS.indexOf(collector);
  for (let hour = from; hour < to; hour++) {
    const dueMs = firstMs + hour * HOUR_MS;
    const early = slotsOfHour(collector, hour).flatMap((slot) => {
      if (fateOf(slot) === "in-time") return [runOf(slot, "succeeded", dueMs + MINUTE_MS)];
      return fateOf(slot) === "failed" ? [runOf(slot, "failed", dueMs + MINUTE_MS)] : [];
    });
    const later = slotsOfHour(collector, hour).flatMap((slot) =>
      fateOf(slot) === "late" || fateOf(slot) === "failed"
        ? [runOf(slot, "succeeded", dueMs + 16 * MINUTE_MS)]
        : [],
    );
    await vouch(await deliver(early, urls, own), dueMs + 18 * MINUTE_MS);
    await vouch(await deliver(later, urls, own), dueMs + 31 * MINUTE_MS);
    said();
  }

  async function vouch(by: string, atMs: number) {
    const others = () => urls().filter((url) => url !== by);
    await deliver([heartbeat(collector, atMs)], others, own);
  }
}

/** Resolves to the intake that acknowledged it: the sender's own, or the next where that fails. */
async function deliver(events: readonly object[], urls: () => readonly string[], own: number) {
  for (let turn = own; turn < own + TRIES_MAX; turn++) {
    const url = urls()[turn % urls().length] ?? "";
    if (await isAccepted(url, TOKEN, JSON.stringify(events))) return url;
    await sleep(PAUSE_MS);
  }
  throw new Error("no intake takes what a collector says");
}

function allSlots(): readonly Slot[] {
  return COLLECTORS.flatMap((collector) =>
    Array.from({ length: HOURS }, (_, hour) => slotsOfHour(collector, hour)).flat(),
  );
}

function slotsOfHour(collector: string, hour: number): readonly Slot[] {
  return Array.from({ length: ASSETS }, (_, index) => ({ collector, index, hour }));
}

const assetOf = (index: number) => `db-${index}`;

/** A run of three minutes. */
function runOf({ collector, index }: Slot, what: "succeeded" | "failed", startMs: number) {
  const series = { ...VISITOR_DB, instance: collector, asset: assetOf(index) };
  const endMs = startMs + 3 * MINUTE_MS;
  const runId = `${collector}-${index}-${startMs}`;
  const times = { startedAt: instantToJson(startMs), finishedAt: instantToJson(endMs) };
  const more = what === "failed" ? { error: { message: "disk full" } } : { sizeBytes: 1_000_000 };
  return event(
    `backup.${what}`,
    { collector, id: runId, atMs: endMs },
    { series, runId, ...times, ...more },
  );
}

function heartbeat(collector: string, atMs: number) {
  const covers = { sources: [`/jobs/${collector}`], vaults: [] };
  const data = { collector, watermark: instantToJson(atMs), covers };
  return event("collector.heartbeat", { collector, id: `beat-${atMs}`, atMs }, data);
}

type Who = { readonly collector: string; readonly id: string; readonly atMs: number };

function event(name: string, { collector, id, atMs }: Who, data: object) {
  const attributes = { specversion: "1.0", id, source: `/jobs/${collector}` };
  return { ...attributes, type: `vigie.${name}.v1`, time: instantToJson(atMs), data };
}
