import { type BenchParameters, DEFAULT_PARAMETERS } from "./bench-parameters.ts";
import type { PlantedKind } from "./label.ts";

/** A small estate that lives untroubled: no damage, no hardship, no outage. */
export function untroubled(more: Partial<BenchParameters> = {}): BenchParameters {
  const { delivery, shares, size } = DEFAULT_PARAMETERS;
  return {
    ...DEFAULT_PARAMETERS,
    series: 24,
    days: 80,
    delivery: { ...delivery, beatsEveryMs: [3_600_000], outagesPerCollectorYear: 0 },
    shares: { ...shares, retries: 0, retired: 0, bornLater: 0, movedCopies: 0, rehashedCopies: 0 },
    size: { ...size, sawTooth: 0, holidaysPerYear: 0 },
    incidents: rates(() => 0),
    hardships: { "announced change": 0, "level shift": 0, upgrade: 0, "one-off load": 0 },
    ...more,
  };
}

/** Much damage of one kind, and none of any other. */
export function only(kind: PlantedKind, perThousandSeriesWeeks = 40): BenchParameters {
  return untroubled({ incidents: rates((other) => (other === kind ? perThousandSeriesWeeks : 0)) });
}

function rates(rateOf: (kind: PlantedKind) => number): Record<PlantedKind, number> {
  return {
    undersized: rateOf("undersized"),
    oversized: rateOf("oversized"),
    "too-slow": rateOf("too-slow"),
    "too-fast": rateOf("too-fast"),
    incompressible: rateOf("incompressible"),
    late: rateOf("late"),
    missing: rateOf("missing"),
    stuck: rateOf("stuck"),
    failed: rateOf("failed"),
    "extra-run": rateOf("extra-run"),
    "copy-missing": rateOf("copy-missing"),
    "copy-late": rateOf("copy-late"),
    "copy-size-mismatch": rateOf("copy-size-mismatch"),
    "copy-checksum-mismatch": rateOf("copy-checksum-mismatch"),
    "copy-changed": rateOf("copy-changed"),
    "copy-lost": rateOf("copy-lost"),
  };
}
