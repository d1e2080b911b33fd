import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { type FindingKind, findingSchema } from "../schemas/finding.ts";
import type { AlertPolicy } from "./policy/alert-policy.ts";
import type { OpenFinding } from "./read-open-findings.ts";

/** What may be no more than a collector that says nothing. */
const ABSENCES: readonly FindingKind[] = [
  ...(["late", "missing", "copy-late", "copy-missing", "rpo-breach", "proof-overdue"] as const),
];

/** Those of them that are known by runs, which a series' own collector brings. */
const ABSENT_RUNS: readonly FindingKind[] = ["late", "missing", "rpo-breach"];

const rowSchema = z.object({ incident: z.string(), body: z.string() });

/** The collectors that are silent, each with its incident. */
export async function readSilentCollectors({
  all,
}: StateTransaction): Promise<ReadonlyMap<string, string>> {
  const rows = await all(
    `SELECT incident, body FROM incident_findings WHERE is_open = 1 AND incident IN (
       SELECT id FROM incidents WHERE status <> 'resolved' AND kind = 'collector-silent')`,
  );
  return new Map(
    rows.flatMap((row) => {
      const { incident, body } = rowSchema.parse(row);
      const { kind, collector } = findingSchema.parse(JSON.parse(body));
      return kind === "collector-silent" && collector !== null ? [[collector, incident]] : [];
    }),
  );
}

/** The collector through which what a finding lacks would have come; null where none is known. */
export function collectorBehind(
  { kind, series, collector }: Pick<OpenFinding, "kind" | "series" | "collector">,
  { collectorOf }: Pick<AlertPolicy, "collectorOf">,
): string | null {
  if (!ABSENCES.includes(kind)) return null;
  return collector ?? (series && ABSENT_RUNS.includes(kind) ? collectorOf(series) : null);
}
