import type { EventLog } from "../../platform/log/event-log.ts";
import { type Finding, type FindingKind, findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { TOPICS } from "../../schemas/topics.ts";

const BATCH_ENTRIES_MAX = 1_000;
/** Found of Vigie itself, elsewhere: no history of events gives them. */
const NOT_OURS: readonly FindingKind[] = ["pager-failed", "disk-low"];

/**
 * Writes findings and series to their topics, each version once however often the history is read
 * again.
 */
export type Publisher = {
  /**
   * A version that reading the history gave: it is written only if it was not before. What other
   * policies did not find is written only if it is still so at the history's end.
   */
  readonly recall: (finding: Finding) => void;
  /** Ends the history: what was told and is not so, by the same history, is set right. */
  readonly reconcile: (nowMs: number) => void;
  readonly add: (finding: Finding) => void;
  readonly flush: (states: readonly SeriesState[]) => Promise<void>;
  /** What is told as open now. */
  readonly open: () => Iterable<Finding>;
};

/** `policiesSinceMs` is since when the policies hold by which the history is judged now. */
export async function createPublisher(
  log: EventLog,
  policiesSinceMs: number | null,
): Promise<Publisher> {
  const told = new Map<string, number>();
  const toldOpen = new Map<string, Finding>();
  const recalled = new Map<string, Finding>();
  let findings: Finding[] = [];
  let states: SeriesState[] = [];

  for await (const record of log.replay(TOPICS.findings)) {
    const finding = findingSchema.parse(JSON.parse(record.value));
    if (NOT_OURS.includes(finding.kind)) continue;
    if (finding.version > (told.get(finding.id) ?? 0)) note(finding);
  }

  function note(finding: Finding) {
    told.set(finding.id, finding.version);
    if (finding.resolvedAt === null) toldOpen.set(finding.id, finding);
    else toldOpen.delete(finding.id);
  }

  /** Versions go on from what was told, also where that was decided otherwise than now. */
  function add(finding: Finding) {
    const version = (told.get(finding.id) ?? 0) + 1;
    note({ ...finding, version });
    findings.push({ ...finding, version });
  }

  function recall(finding: Finding) {
    recalled.set(finding.id, finding);
    const isBefore = policiesSinceMs !== null && Date.parse(finding.openedAt) < policiesSinceMs;
    if (isBefore && !told.has(finding.id)) return;
    if (finding.version > (told.get(finding.id) ?? 0)) add(finding);
  }

  function reconcile(nowMs: number) {
    for (const finding of [...toldOpen.values()]) {
      const now = recalled.get(finding.id);
      if (now && now.resolvedAt === null) continue;
      const resolution = "not found again when the log was read anew";
      add(now ?? { ...finding, resolvedAt: instantToJson(nowMs), resolution });
    }
    for (const finding of recalled.values())
      if (finding.resolvedAt === null && !toldOpen.has(finding.id)) add(finding);
    recalled.clear();
  }

  async function flush(changed: readonly SeriesState[]) {
    states.push(...changed);
    while (findings.length > 0) {
      const batch = findings.slice(0, BATCH_ENTRIES_MAX);
      await log.append(
        TOPICS.findings,
        batch.map((finding) => ({ key: keyOf(finding), value: JSON.stringify(finding) })),
      );
      findings = findings.slice(batch.length);
    }
    const entries = states.map((state) => ({
      key: seriesKey(state.series),
      value: JSON.stringify(state),
    }));
    if (entries.length > 0) await log.append(TOPICS.seriesStates, entries);
    states = [];
  }

  return { recall, reconcile, add, flush, open: () => toldOpen.values() };
}

/** In one partition, so that the end of a `late` and the `missing` that it became come together. */
function keyOf({ id, series }: Finding): string {
  return series ? seriesKey(series) : id;
}
