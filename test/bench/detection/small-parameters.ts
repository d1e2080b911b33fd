import { type BenchParameters, DEFAULT_PARAMETERS } from "./bench-parameters.ts";
import { PLANTED_KINDS, type PlantedKind } from "./label.ts";

/** A small estate that lives untroubled: no damage, no hardship, no outage. */
export function untroubled(more: Partial<BenchParameters> = {}): BenchParameters {
  const { delivery, shares, size } = DEFAULT_PARAMETERS;
  return {
    ...DEFAULT_PARAMETERS,
    series: 24,
    days: 80,
    delivery: { ...delivery, beatsEveryMs: [3_600_000], outagesPerCollectorYear: 0 },
    shares: {
      ...{ ...shares, retries: 0, retired: 0, bornLater: 0, movedCopies: 0, rehashedCopies: 0 },
      ...{
        copyOnlyFulls: 0,
        heldBackRuns: 0,
        scheduleChanges: 0,
        legalHolds: 0,
        announcedPurges: 0,
      },
      ...{ asksEncryption: 0.5, asksLock: 0.5 },
    },
    size: { ...size, sawTooth: 0, holidaysPerYear: 0 },
    incidents: rates(() => 0),
    hardships: { "announced change": 0, "level shift": 0, upgrade: 0, "one-off load": 0 },
    ...more,
  };
}

/** Much damage of one kind, and none of any other. */
export function only(
  kind: PlantedKind,
  perThousandSeriesWeeks = 40,
  shares: Partial<BenchParameters["shares"]> = {},
): BenchParameters {
  const calm = untroubled();
  const incidents = rates((other) => (other === kind ? perThousandSeriesWeeks : 0));
  return { ...calm, incidents, shares: { ...calm.shares, ...shares } };
}

function rates(rateOf: (kind: PlantedKind) => number): Record<PlantedKind, number> {
  const { incidents } = DEFAULT_PARAMETERS;
  const all = PLANTED_KINDS.map((kind) => [kind, rateOf(kind)] as const);
  return { ...incidents, ...Object.fromEntries(all) };
}
