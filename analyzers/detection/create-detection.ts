import type { Decision } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Finding, FindingKind } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { createCohorts } from "../causes/create-cohorts.ts";
import { createGrouping } from "../causes/create-grouping.ts";
import { createAnnouncements } from "../changes/announcements.ts";
import { createDecisions } from "../decisions/decisions.ts";
import { createLedger } from "../findings/create-ledger.ts";
import { createVaultDeletions } from "../mass-deletion/vault-deletions.ts";
import { createPackedMemory, type PackedAssets } from "../packing/create-packed-memory.ts";
import { createPacking } from "../packing/create-packing.ts";
import type { Rejected } from "../rejects-rising/reject-watches.ts";
import { createAlarms } from "./alarms.ts";
import { createAssetBook } from "./asset-book.ts";
import { createAwakeAssets } from "./awake-assets.ts";
import { createChannels, LAG_MS } from "./channels.ts";
import { compilePolicies } from "./compile-policies.ts";
import { createDispatch } from "./create-dispatch.ts";
import type { KnownSeries } from "./known-series.ts";
import { createSeriesRows } from "./series-rows.ts";
import type { Sleeper, World } from "./world.ts";

/**
 * The whole detection as a deterministic machine: it reads no clock, and what it says follows from
 * what it was told and when.
 */
export type Detection = {
  /** Takes one event, after `advance` for every due instant up to then. */
  readonly accept: (event: VigieEvent, receivedAtMs: number) => Finding[];
  readonly acceptProof: (proof: Proof, receivedAtMs: number) => Finding[];
  readonly acceptDecision: (decision: Decision, receivedAtMs: number) => Finding[];
  readonly acceptReject: (rejected: Rejected, receivedAtMs: number) => Finding[];
  /** Decides what our own clock alone decides. */
  readonly advance: (nowMs: number) => Finding[];
  /** The next instant at which `advance` may decide something; null where nothing waits. */
  readonly nextDueMs: () => number | null;
  /** The series that look different since the last call. */
  readonly changedSeries: () => SeriesState[];
};

/** All but `changedSeries` and `nextDueMs` give each new version of a finding, in order. */
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
  /** Kinds that nobody wants to hear of. */
  readonly off?: readonly FindingKind[];
};

export function createDetection(options: DetectionOptions): Detection {
  const world = createWorld(options);
  const { ledger, timers } = world;
  const { lag } = world.channels;
  const policies = compilePolicies(options.policies, options);
  const watches = new Map<string, KnownSeries>();
  const rows = createSeriesRows(watches, () => nowMs);
  const cohorts = createCohorts();
  const group = createGrouping(cohorts);
  const { assetOf } = createAssetBook(world, createAwakeAssets(options.awakeBytesMax));
  const dispatch = createDispatch(world, { policies, watches, cohorts, assetOf, rows });
  let nowMs = Number.NEGATIVE_INFINITY;

  /** Never back: what was decided at an instant was decided then. */
  function moveTo(instantMs: number) {
    nowMs = Math.max(nowMs, instantMs);
    lag.watermarkMs = nowMs - LAG_MS;
  }

  function accept(event: VigieEvent, receivedAtMs: number): Finding[] {
    moveTo(receivedAtMs);
    dispatch.event(event, nowMs);
    return group(ledger.takeChanges(), nowMs);
  }

  function acceptProof(proof: Proof, receivedAtMs: number): Finding[] {
    moveTo(receivedAtMs);
    dispatch.proof(proof, nowMs);
    return group(ledger.takeChanges(), nowMs);
  }

  function acceptDecision(decision: Decision, receivedAtMs: number): Finding[] {
    moveTo(receivedAtMs);
    dispatch.decision(decision, nowMs);
    return group(ledger.takeChanges(), nowMs);
  }

  function acceptReject(rejected: Rejected, receivedAtMs: number): Finding[] {
    moveTo(receivedAtMs);
    dispatch.reject(rejected, nowMs);
    return group(ledger.takeChanges(), nowMs);
  }

  function advance(instantMs: number): Finding[] {
    moveTo(instantMs);
    for (let sleeper = takeDue(); sleeper; sleeper = takeDue()) sleeper.wake(nowMs);
    return group(ledger.takeChanges(), nowMs);
  }

  function takeDue(): Sleeper | null {
    return timers.takeDue(nowMs) ?? lag.alarms.takeDue(lag.watermarkMs);
  }

  function nextDueMs(): number | null {
    const lagMs = lag.alarms.nextMs();
    if (lagMs === null) return timers.nextMs();
    return Math.min(lagMs + LAG_MS, timers.nextMs() ?? Number.POSITIVE_INFINITY);
  }

  return {
    accept,
    acceptProof,
    acceptDecision,
    acceptReject,
    advance,
    nextDueMs,
    changedSeries: rows.take,
  };
}

function createWorld(options: DetectionOptions): World {
  const { off, hearsProofs = false, packed = createPackedMemory() } = options;
  return {
    ledger: createLedger(off),
    channels: createChannels<Sleeper>(),
    timers: createAlarms<Sleeper>(),
    announcements: createAnnouncements(),
    decisions: createDecisions(),
    vaults: new Map(),
    removingVaults: new Set(),
    deletions: createVaultDeletions(),
    hearsProofs,
    packing: createPacking(packed),
  };
}
