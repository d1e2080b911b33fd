import type { EventOf, VigieEvent } from "../../schemas/events.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesKey, seriesSchema } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { createCollectors } from "../collector-silent/collectors.ts";
import { createLedger } from "../findings/create-ledger.ts";
import { createProofWatch } from "../proofs/proof-watch.ts";
import { createAssets } from "../unprotected/assets.ts";
import { createAlarms } from "./alarms.ts";
import { createChannels, LAG_MS } from "./channels.ts";
import { compilePolicies } from "./compile-policies.ts";
import { createSeriesRows } from "./series-rows.ts";
import { createSeriesWatch, type SeriesWatch } from "./series-watch.ts";
import type { Sleeper, World } from "./world.ts";

/**
 * The whole detection as a deterministic machine: it reads no clock, and what it says follows from
 * what it was told and when.
 */
export type Detection = {
  /**
   * Takes one event; call `advance` for every due instant up to then before. Gives each new
   * version of a finding.
   */
  readonly accept: (event: VigieEvent, receivedAtMs: number) => Finding[];
  readonly acceptProof: (proof: Proof, receivedAtMs: number) => Finding[];
  /** Decides what our own clock alone decides. */
  readonly advance: (nowMs: number) => Finding[];
  /** The next instant at which `advance` may decide something; null where nothing waits. */
  readonly nextDueMs: () => number | null;
  /** The series that look different since the last call. */
  readonly changedSeries: () => SeriesState[];
};

export function createDetection(options: { readonly policies: readonly Policy[] }): Detection {
  const world: World = {
    ledger: createLedger(),
    channels: createChannels<Sleeper>(),
    timers: createAlarms<Sleeper>(),
    vaults: new Map(),
  };
  const policies = compilePolicies(options.policies);
  const watches = new Map<string, SeriesWatch>();
  const rows = createSeriesRows(watches);
  const proofs = createProofWatch(world.ledger);
  const assets = createAssets(world, { policies, watches });
  const collectors = createCollectors(world, watches);
  let nowMs = Number.NEGATIVE_INFINITY;

  /** Never back: what was decided at an instant was decided then. */
  function moveTo(instantMs: number) {
    nowMs = Math.max(nowMs, instantMs);
    world.channels.lag.watermarkMs = nowMs - LAG_MS;
  }

  function open(series: Series): SeriesWatch {
    const key = seriesKey(series);
    const known = watches.get(key);
    if (known) return known;
    const policy = policies.of(series);
    const watch = createSeriesWatch(world, series, { policy, changed: rows.note });
    watches.set(key, watch);
    const reportedBy = policy?.policy.reportedBy;
    if (reportedBy !== undefined) collectors.expect(reportedBy, nowMs);
    return watch;
  }

  function accept(event: VigieEvent, receivedAtMs: number): Finding[] {
    moveTo(receivedAtMs);
    dispatch(event);
    return world.ledger.takeChanges();
  }

  function dispatch(event: VigieEvent) {
    switch (event.type) {
      case "vigie.backup.started.v1":
      case "vigie.backup.succeeded.v1":
      case "vigie.backup.failed.v1":
        open(event.data.series).acceptRun(event, nowMs);
        if (event.type === "vigie.backup.succeeded.v1")
          assets.noteSuccess(event.data.series, nowMs);
        return;
      case "vigie.copy.removed.v1": {
        const { series, runId, copy } = event.data;
        proofs.noteRemoval(seriesKey(series), runId, copy.uri, nowMs);
        return open(series).acceptCopy(event, nowMs);
      }
      case "vigie.copy.observed.v1":
        return open(event.data.series).acceptCopy(event, nowMs);
      case "vigie.collector.heartbeat.v1":
        return collectors.accept(event, nowMs);
      case "vigie.asset.expected.v1":
        return expectAsset(event);
      case "vigie.change.announced.v1":
        return;
    }
  }

  function expectAsset(event: EventOf<"vigie.asset.expected.v1">) {
    const { series: part, since, until } = event.data;
    const whole = seriesSchema.safeParse(part);
    if (whole.success) open(whole.data).expect(since, until ?? null, nowMs);
    assets.accept(event, nowMs);
  }

  function advance(instantMs: number): Finding[] {
    moveTo(instantMs);
    for (let sleeper = takeDue(); sleeper; sleeper = takeDue()) sleeper.wake(nowMs);
    return world.ledger.takeChanges();
  }

  function takeDue(): Sleeper | null {
    const { timers, channels } = world;
    return timers.takeDue(nowMs) ?? channels.lag.alarms.takeDue(channels.lag.watermarkMs);
  }

  function nextDueMs(): number | null {
    const timerMs = world.timers.nextMs();
    const lagMs = world.channels.lag.alarms.nextMs();
    if (lagMs === null) return timerMs;
    return Math.min(lagMs + LAG_MS, timerMs ?? Number.POSITIVE_INFINITY);
  }

  function acceptProof(proof: Proof, receivedAtMs: number): Finding[] {
    moveTo(receivedAtMs);
    proofs.accept(proof, nowMs);
    return world.ledger.takeChanges();
  }

  return { accept, acceptProof, advance, nextDueMs, changedSeries: () => rows.take(nowMs) };
}
