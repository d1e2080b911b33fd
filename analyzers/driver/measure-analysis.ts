import type { Meter } from "@opentelemetry/api";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Finding } from "../../schemas/finding.ts";
import { COLLECTORS_MAX } from "../detection/channels.ts";
import { BOUNDS, type PassedOver } from "../passed-over/passed-over.ts";

/** Collectors name themselves: so many are told apart, the others are one. */
const COLLECTORS_TOLD_MAX = 100;
const OTHERS = "(others)";
const MILLISECONDS = 1_000;

export type AnalysisMeasure = {
  /** Told of each event, in the order of the log. */
  readonly note: (event: VigieEvent) => void;
  readonly stop: () => void;
};

type Measured = {
  readonly open: () => Iterable<Finding>;
  readonly passedOver: () => readonly PassedOver[];
  readonly watermarks: Map<string, number>;
};

/**
 * Shows how far each collector has come, which findings are open, and what was too much to be
 * remembered.
 */
export function measureAnalysis(
  meter: Meter,
  { open, passedOver, watermarks }: Measured,
): AnalysisMeasure {
  const watermark = meter.createObservableGauge("vigie_collector_watermark_timestamp_seconds", {
    description:
      "Up to when a collector has delivered all, since the epoch; the oldest of (others)",
    unit: "s",
  });
  const findings = meter.createObservableGauge("vigie_findings_open", {
    description: "Findings that are open; none of a kind and severity is no value",
  });
  const passed = meter.createObservableCounter("vigie_analysis_passed_over_total", {
    description: "What a verdict may depend on and was too much to be remembered, by its bound",
  });
  const observed = [watermark, findings, passed];
  const observe: Parameters<typeof meter.addBatchObservableCallback>[0] = (result) => {
    for (const [collector, atMs] of foldOthers(watermarks))
      result.observe(watermark, atMs / MILLISECONDS, { collector });
    const times = new Map(passedOver().map((one) => [one.bound, one.times]));
    // From 0 on, as what begins above it has no increase.
    for (const bound of BOUNDS) result.observe(passed, times.get(bound) ?? 0, { bound });
    const groups = Map.groupBy(open(), ({ kind, severity }) => `${kind}\n${severity}`);
    for (const [first, ...more] of groups.values())
      if (first)
        result.observe(findings, 1 + more.length, { kind: first.kind, severity: first.severity });
  };
  meter.addBatchObservableCallback(observe, observed);
  return {
    note: ({ type, data }) => {
      if (type !== "vigie.collector.heartbeat.v1") return;
      if (!watermarks.has(data.collector) && watermarks.size >= COLLECTORS_MAX) return;
      const before = watermarks.get(data.collector) ?? Number.NEGATIVE_INFINITY;
      watermarks.set(data.collector, Math.max(before, data.watermark));
    },
    stop: () => meter.removeBatchObservableCallback(observe, observed),
  };
}

/** Those that were heard of first keep their names. */
function foldOthers(
  watermarks: ReadonlyMap<string, number>,
): readonly (readonly [string, number])[] {
  const all = [...watermarks];
  const others = all.slice(COLLECTORS_TOLD_MAX).map(([, atMs]) => atMs);
  const told = all.slice(0, COLLECTORS_TOLD_MAX);
  return others.length === 0 ? told : [...told, [OTHERS, Math.min(...others)]];
}
