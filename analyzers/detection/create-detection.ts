import type { Decision } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Finding, FindingKind } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { createCohorts } from "../causes/create-cohorts.ts";
import { createGrouping } from "../causes/create-grouping.ts";
import type { PackedAssets } from "../packing/create-packed-memory.ts";
import { createPassedOver, type PassedOver, type PassOver } from "../passed-over/passed-over.ts";
import type { Rejected } from "../rejects-rising/reject-watches.ts";
import { createAssetBook } from "./asset-book.ts";
import { createAwakeAssets } from "./awake-assets.ts";
import { LAG_MS } from "./channels.ts";
import { compilePolicies } from "./compile-policies.ts";
import { type Awaited, createDispatch } from "./create-dispatch.ts";
import { createWorld } from "./create-world.ts";
import type { KnownSeries } from "./known-series.ts";
import { createMemory } from "./memory.ts";
import {
  packDetection,
  type RememberedDetection,
  unpackDetection,
} from "./remembered-detection.ts";
import { createSeriesRows } from "./series-rows.ts";
import type { Sleeper } from "./world.ts";

/**
 * The whole detection as a deterministic machine: it reads no clock, and what it says follows from
 * what it was told and when.
 */
export type Detection = {
  /** Takes one event, after `advance` for every due instant up to then. */
  readonly accept: (event: VigieEvent, receivedAtMs: number) => Finding[];
  readonly acceptProof: (proof: Proof, receivedAtMs: number) => Finding[];
  readonly acceptDecision: (decision: Decision, receivedAtMs: number) => Finding[];
  /** A series is expected from an instant on, though nothing was heard of it. */
  readonly awaitSeries: (awaited: Awaited, atMs: number) => Finding[];
  /** Whether what it was told can say that a finding is over, as it heard of what that is about. */
  readonly knows: (finding: Finding) => boolean;
  readonly acceptReject: (rejected: Rejected, receivedAtMs: number) => Finding[];
  /** Decides what our own clock alone decides. */
  readonly advance: (nowMs: number) => Finding[];
  /** The latest instant up to which anything was decided; of none, long ago. */
  readonly decidedToMs: () => number;
  /** The next instant at which `advance` may decide something; null where nothing waits. */
  readonly nextDueMs: () => number | null;
  /** The series that look different since the last call. */
  readonly changedSeries: () => SeriesState[];
  /**
   * The next call gives every series of which anything was heard since the last one: another may
   * have shown them otherwise meanwhile.
   */
  readonly showAnew: () => void;
  /** What was too much to remember, of all that it was told. */
  readonly passedOver: () => readonly PassedOver[];
  /** Counts with it what was passed over before it was told. */
  readonly passOver: PassOver;
  /** All that it knows now; not while it is told something. */
  readonly remember: () => RememberedDetection;
};

/** All that take what is said give each new version of a finding, in order. */
export type DetectionOptions = {
  readonly policies: readonly Policy[];
  /** By name of policy: no slot is expected that was due before its calendar was as it is. */
  readonly calendarsSinceMs?: ReadonlyMap<string, number>;
  /** By name of policy: proofs are promised as they are since then. */
  readonly verificationsSinceMs?: ReadonlyMap<string, number>;
  /**
   * That proofs are told too, if there are any. Over events alone nothing is said of proofs that
   * are absent.
   */
  readonly hearsProofs?: boolean;
  /** So much of the heap is for series that are awake, else half; no finding depends on it. */
  readonly awakeBytesMax?: number;
  /** Where series lie that sleep; in memory where it is not said. */
  readonly packed?: PackedAssets;
  /** What another of the same options remembered: it goes on from there. */
  readonly remembered?: RememberedDetection;
  /** Kinds that nobody wants to hear of. */
  readonly off?: readonly FindingKind[];
};

export function createDetection(options: DetectionOptions): Detection {
  const before = options.remembered && unpackDetection(options.remembered);
  const remembered = before?.memory ?? {};
  const memory = createMemory(remembered);
  const watches = new Map<string, KnownSeries>();
  const { passOver, list: passedOver } = createPassedOver(memory.part("passedOver"));
  const world = createWorld(options, { memory, watches, passOver });
  const { ledger, timers } = world;
  const { lag } = world.channels;
  const policies = compilePolicies(options.policies, options);
  const time = memory.of("time", () => ({ nowMs: Number.NEGATIVE_INFINITY }));
  const rows = createSeriesRows(watches, () => time.nowMs, memory.part("rows"));
  const cohorts = createCohorts(memory.part("causes"), passOver);
  const group = createGrouping(cohorts, memory.part("causes"), passOver);
  const assets = createAssetBook(world, createAwakeAssets(options.awakeBytesMax));
  const { assetOf } = assets;
  const dispatch = createDispatch(world, { policies, watches, cohorts, assetOf, rows, memory });
  const parts = { world, policies, watches, cohorts, assets, rows };
  before?.bring(parts, dispatch.sleepers);

  /** Never back: what was decided at an instant was decided then. */
  function moveTo(instantMs: number): number {
    time.nowMs = Math.max(time.nowMs, instantMs);
    lag.watermarkMs = time.nowMs - LAG_MS;
    return time.nowMs;
  }

  function take<T>(what: T, receivedAtMs: number, bring: (what: T, nowMs: number) => void) {
    const nowMs = moveTo(receivedAtMs);
    bring(what, nowMs);
    return group(ledger.takeChanges(), nowMs);
  }

  function advance(instantMs: number): Finding[] {
    const nowMs = moveTo(instantMs);
    for (let sleeper = takeDue(nowMs); sleeper; sleeper = takeDue(nowMs)) sleeper.wake(nowMs);
    return group(ledger.takeChanges(), nowMs);
  }

  function takeDue(nowMs: number): Sleeper | null {
    return timers.takeDue(nowMs) ?? lag.alarms.takeDue(lag.watermarkMs);
  }

  function nextDueMs(): number | null {
    const lagMs = lag.alarms.nextMs();
    if (lagMs === null) return timers.nextMs();
    return Math.min(lagMs + LAG_MS, timers.nextMs() ?? Number.POSITIVE_INFINITY);
  }

  return {
    accept: (event, atMs) => take(event, atMs, dispatch.event),
    acceptProof: (proof, atMs) => take(proof, atMs, dispatch.proof),
    acceptDecision: (decision, atMs) => take(decision, atMs, dispatch.decision),
    acceptReject: (rejected, atMs) => take(rejected, atMs, dispatch.reject),
    awaitSeries: (awaited, atMs) => take(awaited, atMs, dispatch.awaitSeries),
    knows: dispatch.knows,
    ...{ advance, nextDueMs, passedOver, passOver, decidedToMs: () => time.nowMs },
    changedSeries: rows.take,
    showAnew: rows.tellAnew,
    remember: () => packDetection(remembered, parts),
  };
}
