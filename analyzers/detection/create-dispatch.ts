import type { EventOf, VigieEvent } from "../../schemas/events.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesKey, seriesSchema } from "../../schemas/series.ts";
import { createClocks } from "../clock-skew/clocks.ts";
import { createCollectors } from "../collector-silent/collectors.ts";
import { createProofWatch } from "../proofs/proof-watch.ts";
import { createAssets } from "../unprotected/assets.ts";
import type { Policies } from "./compile-policies.ts";
import { createSeriesWatch, type SeriesWatch } from "./series-watch.ts";
import type { World } from "./world.ts";

type Options = {
  readonly policies: Policies;
  readonly watches: Map<string, SeriesWatch>;
  /** Told the key of a series that may look different to people. */
  readonly changed: (key: string) => void;
};

/** Brings each event and proof to those whom it concerns. */
export type Dispatch = {
  readonly event: (event: VigieEvent, nowMs: number) => void;
  readonly proof: (proof: Proof, nowMs: number) => void;
};

export function createDispatch(world: World, { policies, watches, changed }: Options): Dispatch {
  const proofs = createProofWatch(world.ledger);
  const assets = createAssets(world, { policies, watches });
  const collectors = createCollectors(world, watches);
  const clocks = createClocks(world.ledger);

  function open(series: Series, nowMs: number): SeriesWatch {
    const key = seriesKey(series);
    const known = watches.get(key);
    if (known) return known;
    const policy = policies.of(series);
    const watch = createSeriesWatch(world, series, { policy, changed });
    watches.set(key, watch);
    const reportedBy = policy?.policy.reportedBy;
    if (reportedBy !== undefined) collectors.expect(reportedBy, nowMs);
    return watch;
  }

  function dispatch(event: VigieEvent, nowMs: number) {
    clocks.note(event, nowMs);
    switch (event.type) {
      case "vigie.backup.succeeded.v1":
        open(event.data.series, nowMs).acceptRun(event, nowMs);
        return assets.noteSuccess(event.data.series, nowMs);
      case "vigie.backup.started.v1":
      case "vigie.backup.failed.v1":
        return open(event.data.series, nowMs).acceptRun(event, nowMs);
      case "vigie.copy.observed.v1":
        return open(event.data.series, nowMs).acceptCopy(event, nowMs);
      case "vigie.copy.removed.v1":
        return removeCopy(event, nowMs);
      case "vigie.collector.heartbeat.v1":
        return collectors.accept(event, nowMs);
      case "vigie.asset.expected.v1":
        return expectAsset(event, nowMs);
      case "vigie.change.announced.v1":
        return world.announcements.note(event);
    }
  }

  function removeCopy(event: EventOf<"vigie.copy.removed.v1">, nowMs: number) {
    const { series, runId, copy } = event.data;
    proofs.noteRemoval(seriesKey(series), runId, copy.uri, nowMs);
    open(series, nowMs).acceptCopy(event, nowMs);
  }

  function expectAsset(event: EventOf<"vigie.asset.expected.v1">, nowMs: number) {
    const { series: part, since, until } = event.data;
    const whole = seriesSchema.safeParse(part);
    if (whole.success) open(whole.data, nowMs).expect(since, until ?? null, nowMs);
    assets.accept(event, nowMs);
  }

  return { event: dispatch, proof: proofs.accept };
}
