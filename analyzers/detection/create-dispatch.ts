import type { Decision } from "../../schemas/decision.ts";
import type { EventOf, VigieEvent } from "../../schemas/events.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesKey, seriesSchema } from "../../schemas/series.ts";
import type { Cohorts } from "../causes/create-cohorts.ts";
import { createClocks } from "../clock-skew/clocks.ts";
import { createCollectors } from "../collector-silent/collectors.ts";
import type { CopyEvent } from "../copies/note-copy.ts";
import { createDecider } from "../decisions/create-decider.ts";
import { createProofWatch } from "../proofs/proof-watch.ts";
import { createRejectWatches, type Rejected } from "../rejects-rising/reject-watches.ts";
import type { RunEvent } from "../runs/note-run.ts";
import { expectationOf } from "../unprotected/asset-watch.ts";
import { createAssets } from "../unprotected/assets.ts";
import type { Asset } from "./asset.ts";
import type { Policies } from "./compile-policies.ts";
import { createKnows } from "./create-knows.ts";
import type { SleepersByKind } from "./find-sleeper.ts";
import { KnownSeries } from "./known-series.ts";
import type { Memory } from "./memory.ts";
import type { SeriesRows } from "./series-rows.ts";
import type { World } from "./world.ts";

type Options = {
  readonly policies: Policies;
  readonly watches: Map<string, KnownSeries>;
  readonly cohorts: Cohorts;
  readonly assetOf: (series: Series) => Asset;
  readonly rows: SeriesRows;
  readonly memory: Memory;
};

/** A series of which nothing has succeeded since a slot, by what was told of it. */
export type Awaited = { readonly series: Series; readonly sinceMs: number };

/** Brings each event, proof, decision and reject to those whom it concerns. */
export type Dispatch = {
  readonly event: (event: VigieEvent, nowMs: number) => void;
  readonly proof: (proof: Proof, nowMs: number) => void;
  readonly decision: (decision: Decision, nowMs: number) => void;
  readonly reject: (rejected: Rejected, nowMs: number) => void;
  readonly awaitSeries: (awaited: Awaited, nowMs: number) => void;
  readonly knows: (finding: Finding) => boolean;
  /** Those who are woken and are no series. */
  readonly sleepers: SleepersByKind;
};

export function createDispatch(world: World, options: Options): Dispatch {
  const { policies, watches, cohorts, assetOf, rows } = options;
  const parts = createParts(world, options);
  const { proofs, assets, collectors, clocks } = parts;

  function open(series: Series, nowMs: number): KnownSeries {
    const known = watches.get(seriesKey(series));
    if (known) return known;
    const [policy, asset] = [policies.of(series), assetOf(series)];
    const watch = new KnownSeries(series, { policy, asset, rows });
    watches.set(watch.subject, watch);
    cohorts.add(watch, nowMs);
    if (watch.policy?.reportedBy) collectors.expect(watch.policy.reportedBy, nowMs);
    return watch;
  }

  function dispatch(event: VigieEvent, nowMs: number) {
    clocks.note(event, nowMs);
    switch (event.type) {
      case "vigie.backup.succeeded.v1":
        acceptRun(event, nowMs);
        return assets.noteSuccess(event.data.series, nowMs);
      case "vigie.backup.started.v1":
      case "vigie.backup.failed.v1":
        return acceptRun(event, nowMs);
      case "vigie.copy.observed.v1":
      case "vigie.copy.removed.v1":
        return acceptCopy(event, nowMs);
      case "vigie.collector.heartbeat.v1":
        return collectors.accept(event, nowMs);
      case "vigie.asset.expected.v1":
        return expectAsset(event, nowMs);
      case "vigie.change.announced.v1":
        return world.announcements.note(event);
    }
  }

  function acceptRun(event: RunEvent, nowMs: number) {
    const watch = open(event.data.series, nowMs);
    const collector = collectors.of(watch.policy?.reportedBy ?? null, event.source);
    cohorts.noteSource(watch, { source: event.source, collector }, nowMs);
    watch.acceptRun(event, nowMs);
  }

  function acceptCopy(event: CopyEvent, nowMs: number) {
    const { series, runId, copy } = event.data;
    const watch = open(series, nowMs);
    if (event.type === "vigie.copy.observed.v1") cohorts.noteVault(watch, copy, nowMs);
    else proofs.noteRemoval(watch.subject, runId, copy.uri, nowMs);
    watch.acceptCopy(event, nowMs);
  }

  function expectAsset(event: EventOf<"vigie.asset.expected.v1">, nowMs: number) {
    const whole = seriesSchema.safeParse(event.data.series);
    if (whole.success) open(whole.data, nowMs).expect(expectationOf(event), nowMs);
    assets.accept(event, nowMs);
  }

  function acceptProof(proof: Proof, nowMs: number) {
    proofs.accept(proof, nowMs);
    watches.get(seriesKey(proof.series))?.acceptProof(proof, nowMs);
  }

  function awaitSeries({ series, sinceMs }: Awaited, nowMs: number) {
    if (policies.of(series)) open(series, nowMs).expectFrom(sinceMs, nowMs);
  }

  const { decide: decision, reject, knows, sleepers } = parts;
  return { event: dispatch, proof: acceptProof, decision, reject, awaitSeries, knows, sleepers };
}

function createParts(world: World, { policies, watches, memory }: Options) {
  const assets = createAssets(world, { policies, watches, memory: memory.part("assets") });
  const collectors = createCollectors(world, watches, memory.part("collectors"));
  const rejects = createRejectWatches(world, memory.part("rejects"));
  return {
    ...{ assets, collectors },
    proofs: createProofWatch(world.ledger, memory.part("proofs"), world.passOver),
    clocks: createClocks(world, memory.part("clocks")),
    decide: createDecider(world, { watches, reconsiderAssets: assets.reconsider }),
    reject: rejects.accept,
    knows: createKnows({ policies, watches, assets, collectors, openOf: world.ledger.openOf }),
    sleepers: {
      expected: assets.sleeperOf,
      collector: collectors.sleeperOf,
      rejects: rejects.sleeperOf,
    },
  };
}
