import { median } from "simple-statistics";
import type { VigieEvent } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Memory } from "../detection/memory.ts";
import type { World } from "../detection/world.ts";
import type { Fault } from "../findings/judgement.ts";
import { sayDuration } from "../wording/say-duration.ts";

const MINUTE_MS = 60_000;
/** Clocks that nobody sets differ by a minute or two. */
const TOLERANCE_MS = 5 * MINUTE_MS;
/** One instant may be a typing error; a clock is wrong again and again. */
const SAMPLES_MIN = 3;
const SAMPLES_MAX = 5;
/** Clocks that are ahead at once; more are not told. */
const CLOCKS_MAX = 10_000;

type Clock = { readonly sinceMs: number; readonly aheadMs: readonly number[] };

/**
 * The clocks of collectors and sources against ours. What is said to have happened after it reached
 * us shows one that is ahead; one that is behind looks like late delivery, and is not told.
 */
export function createClocks(
  { ledger, passOver }: Pick<World, "ledger" | "passOver">,
  memory: Memory,
) {
  const suspects = memory.of("suspects", () => new Map<string, Clock>());

  function note(event: VigieEvent, receivedAtMs: number) {
    const name = event.type === HEARTBEAT ? event.data.collector : event.source;
    const aheadMs = latestOf(event) - receivedAtMs;
    const known = suspects.get(name);
    if (!known && aheadMs <= TOLERANCE_MS) return;
    if (!known && suspects.size >= CLOCKS_MAX) return passOver("clocks", name);
    const { sinceMs } = known ?? { sinceMs: receivedAtMs };
    const clock = { sinceMs, aheadMs: [...(known?.aheadMs ?? []), aheadMs].slice(-SAMPLES_MAX) };
    suspects.set(name, clock);
    judge(name, clock, receivedAtMs);
  }

  function judge(name: string, clock: Clock, nowMs: number) {
    const isAhead = median([...clock.aheadMs]) > TOLERANCE_MS;
    if (isAhead && clock.aheadMs.length < SAMPLES_MIN) return;
    if (isAhead) return ledger.settle({ verdict: "found", fault: tell(name, clock) }, nowMs);
    suspects.delete(name);
    const matter = { kind: "clock-skew", subject: name, about: "" } as const;
    ledger.settle({ verdict: "clear", matter, resolution: "its clock agrees with ours" }, nowMs);
  }

  return { note };
}

const HEARTBEAT = "vigie.collector.heartbeat.v1";

/** The latest instant that an event says has passed. */
function latestOf(event: VigieEvent): number {
  switch (event.type) {
    case HEARTBEAT:
      return Math.max(event.time, event.data.watermark);
    case "vigie.backup.succeeded.v1":
    case "vigie.backup.failed.v1":
      return Math.max(event.time, event.data.finishedAt);
    default:
      return event.time;
  }
}

function tell(name: string, { sinceMs, aheadMs }: Clock): Fault {
  const usualMs = median([...aheadMs]);
  const ahead = sayDuration(usualMs);
  return {
    kind: "clock-skew",
    subject: name,
    about: "",
    onset: instantToJson(sinceMs),
    severity: "warning",
    series: null,
    collector: name,
    slotMs: null,
    runId: null,
    copy: null,
    evidence: {
      since: instantToJson(sinceMs),
      aheadMs: usualMs,
      samplesMs: [...aheadMs],
      toleranceMs: TOLERANCE_MS,
    },
    summary: {
      en: `The clock of ${name} is ${ahead.en} ahead of ours: what it tells cannot be placed in time.`,
      fr: `L'horloge de ${name} avance de ${ahead.fr} sur la nôtre : ses instants ne sont pas fiables.`,
    },
  };
}
