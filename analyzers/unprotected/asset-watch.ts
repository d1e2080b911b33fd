import type { EventOf } from "../../schemas/events.ts";
import type { SeriesPart } from "../../schemas/series.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Sleeper, World } from "../detection/world.ts";
import type { Fault } from "../findings/judgement.ts";
import { partKey, tellNoBackup, tellNoPolicy, unprotectedMatter } from "./tell-unprotected.ts";

/** Since when, until when and by whom something was said to exist. */
export type Expectation = {
  readonly saidAtMs: number;
  readonly sinceMs: number;
  readonly untilMs: number | null;
  readonly owner: string | null;
  readonly criticality: string | null;
  readonly runbook: string | null;
};

export function expectationOf({ time, data }: EventOf<"vigie.asset.expected.v1">): Expectation {
  return {
    saidAtMs: time,
    sinceMs: data.since,
    untilMs: data.until ?? null,
    owner: data.owner ?? null,
    criticality: data.criticality ?? null,
    runbook: data.runbook ?? null,
  };
}

export type AssetWatch = ReturnType<typeof createAssetWatch>;

/** What is remembered of it, as plain data. */
export type AssetMemory = {
  readonly part: SeriesPart;
  expected: Expectation | null;
  hasBackup: boolean;
};

/**
 * What was said to exist and to need backups: unprotected without a policy, or without any success
 * once its first slot is over.
 */
export function createAssetWatch(world: World, memory: AssetMemory, policy: CompiledPolicy | null) {
  const { part } = memory;
  const key = partKey(part);
  const sleeper: Sleeper = { name: `expected ${key}`, wake };

  /** The latest word counts. */
  function expect(said: Expectation, nowMs: number) {
    if (memory.expected && memory.expected.saidAtMs > said.saidAtMs) return;
    memory.expected = said;
    wake(nowMs);
  }

  function noteBackup(nowMs: number) {
    memory.hasBackup = true;
    wake(nowMs);
  }

  function wake(nowMs: number) {
    if (!memory.expected) return;
    const { sinceMs, untilMs } = memory.expected;
    if (untilMs !== null && nowMs >= untilMs) return clear("it is no longer expected", nowMs);
    if (untilMs !== null) world.timers.set(untilMs, sleeper);
    if (nowMs < sinceMs) return world.timers.set(sinceMs, sleeper);
    const { suspensionAt, resumedMs } = world.decisions.of(part, key);
    const suspension = suspensionAt(nowMs);
    if (suspension) {
      if (Number.isFinite(suspension.untilMs)) world.timers.set(suspension.untilMs, sleeper);
      return clear(suspension.why, nowMs);
    }
    const resumed = resumedMs(nowMs);
    if (!policy) return find(tellNoPolicy(part, resumed), nowMs);
    if (memory.hasBackup) return clear("a backup of it succeeded", nowMs);
    judgeBackup(policy, Math.max(sinceMs, resumed ?? sinceMs), nowMs);
  }

  function find(fault: Fault, nowMs: number) {
    const { expected } = memory;
    const named = Object.entries({
      owner: expected?.owner,
      criticality: expected?.criticality,
      runbook: expected?.runbook,
    }).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    const evidence = { ...fault.evidence, ...Object.fromEntries(named) };
    world.ledger.settle({ verdict: "found", fault: { ...fault, evidence } }, nowMs);
  }

  function judgeBackup(
    { policy, zone, occurrencesFrom }: CompiledPolicy,
    sinceMs: number,
    nowMs: number,
  ) {
    const dueMs = occurrencesFrom(sinceMs).next(sinceMs - 1);
    if (dueMs === null) return;
    const deadlineMs = dueMs + policy.schedule.finishWithin;
    const channel = world.channels.ofSource(null, policy.reportedBy ?? null);
    const { watermarkMs } = channel;
    if (watermarkMs < deadlineMs) return channel.alarms.set(deadlineMs, sleeper);
    const seen = { sinceMs, dueMs, deadlineMs, watermarkMs, policy: policy.name, zone };
    find(tellNoBackup(part, seen), nowMs);
  }

  function clear(resolution: string, nowMs: number) {
    for (const why of ["policy", "backup"] as const) {
      const matter = unprotectedMatter(part, why);
      world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
    }
  }

  return { part, sleeper, expect, noteBackup, wake };
}
