import { COPY_ROLES } from "../../schemas/events.ts";
import type { FindingKind } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesKey } from "../../schemas/series.ts";
import type { PlantedFault } from "./faults.ts";
import { dueInstants, type PlannedRun } from "./plan-nights.ts";

type Subject = {
  readonly series: Series;
  readonly slot?: string | null;
  readonly runId?: string | null;
  readonly role?: string | null;
};

/** What one planted fault must cause: neither less nor more. */
export type ExpectedFinding = {
  readonly fault: PlantedFault;
  readonly kind: FindingKind;
  readonly key: string;
};

/** The exact set of findings that the planted faults must cause. */
export function expectFindings(
  planted: readonly PlantedFault[],
  runs: readonly PlannedRun[],
): readonly ExpectedFinding[] {
  return planted.flatMap((fault) => {
    const runId = runs.find((run) => run.fault === fault)?.runId ?? null;
    return expectOf(fault, runId);
  });
}

function expectOf(fault: PlantedFault, runId: string | null): readonly ExpectedFinding[] {
  const { series } = fault.target;
  const slot = instantToJson(dueInstants(fault.target)[fault.night - 1] ?? 0);
  const expect = (kind: FindingKind, subject: Omit<Subject, "series">) => ({
    fault,
    kind,
    key: findingKey(kind, { series, ...subject }),
  });
  switch (fault.fault) {
    case "no-backup":
      return [expect("late", { slot }), expect("missing", { slot }), expect("rpo-breach", {})];
    case "late-backup":
      return [expect("late", { slot })];
    case "cut-dump":
    case "emptied-database":
      return [expect("undersized", { runId })];
    case "flipped-byte":
      return [expect("copy-changed", { runId, role: "duplicate" })];
    case "no-duplicate":
      return [expect("copy-missing", { runId })];
    case "random-bytes":
      // With both copies bad the night before is the newest that can be restored.
      return [
        ...COPY_ROLES.map((role) => expect("copy-damaged", { runId, role })),
        expect("rpo-breach", {}),
      ];
    case "stale-data":
      return COPY_ROLES.map((role) => expect("restore-failed", { runId, role }));
  }
}

/**
 * What a finding is about, so that planted and found can be compared: a slot for lateness, a copy
 * for copies, else a run.
 */
export function findingKey(kind: FindingKind, subject: Subject): string {
  const about =
    kind === "late" || kind === "missing"
      ? (subject.slot ?? "no slot")
      : [subject.runId ?? "no run", subject.role].filter(Boolean).join(" ");
  return `${kind} ${seriesKey(subject.series)} ${about}`;
}
