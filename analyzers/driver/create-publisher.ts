import type { EventLog } from "../../platform/log/event-log.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { type KeptPublisher, readTold } from "./read-told.ts";
import type { Anchors } from "./replay-after.ts";
import { endAt, endKnown, findUnknown, NOT_FOUND_AGAIN } from "./unknown-findings.ts";

const BATCH_ENTRIES_MAX = 1_000;

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
  /**
   * Ends the history: what was told and is not so, by the same history, is set right. Of what the
   * history does not know, as it is older than the log, it says nothing.
   */
  readonly reconcile: (nowMs: number, knows: (finding: Finding) => boolean) => void;
  /** What the history did not know is over once that is known, and the detection tells none. */
  readonly endUnknown: (nowMs: number, knows: (finding: Finding) => boolean) => void;
  readonly add: (finding: Finding) => void;
  readonly flush: (states: readonly SeriesState[]) => Promise<void>;
  /** What is told as open now. */
  readonly open: () => Iterable<Finding>;
  /** Whether all has been written. */
  readonly isFlushed: () => boolean;
  /** How far the topic of findings is known: what was written since is looked for. */
  readonly findAnchors: () => Promise<Anchors>;
  /** As plain data. */
  readonly remember: () => Omit<KeptPublisher, "anchors">;
};

type Options = {
  /** Since when the policies hold by which the history is judged now. */
  readonly policiesSinceMs: number | null;
  /** What was told before the history that is read; absent where all of it is. */
  readonly before?: KeptPublisher;
};

export async function createPublisher(
  log: EventLog,
  { policiesSinceMs, before }: Options,
): Promise<Publisher> {
  const recalled = new Map(before?.toldOpen);
  const { told, toldOpen, unknown, versionOf, note, findAnchors } = await readTold(log, before);
  let findings: Finding[] = [];
  let states: SeriesState[] = [];

  /** Versions go on from what was told, also where that was decided otherwise than now. */
  function add(finding: Finding) {
    unknown.delete(finding.id);
    const version = versionOf(finding.id) + 1;
    note({ ...finding, version });
    findings.push({ ...finding, version });
  }

  function recall(finding: Finding) {
    unknown.delete(finding.id);
    // What was told before the history goes on from the version it had then.
    const version = (recalled.get(finding.id)?.version ?? finding.version - 1) + 1;
    recalled.set(finding.id, { ...finding, version });
    const isBefore = policiesSinceMs !== null && Date.parse(finding.openedAt) < policiesSinceMs;
    if (isBefore && !told.has(finding.id)) return;
    if (version > versionOf(finding.id)) add(finding);
  }

  function reconcile(nowMs: number, knows: (finding: Finding) => boolean) {
    // Whether they are over says what was told, and no history.
    for (const id of unknown) recalled.delete(id);
    for (const id of findUnknown({ toldOpen, recalled }, knows)) unknown.add(id);
    for (const id of unknown) if (!toldOpen.has(id)) unknown.delete(id);
    for (const finding of [...toldOpen.values()]) {
      const now = recalled.get(finding.id);
      if (unknown.has(finding.id) || (now && now.resolvedAt === null)) continue;
      add(now ?? endAt(nowMs, finding, NOT_FOUND_AGAIN));
    }
    for (const finding of recalled.values())
      if (finding.resolvedAt === null && !toldOpen.has(finding.id)) add(finding);
    recalled.clear();
  }

  function endUnknown(nowMs: number, knows: (finding: Finding) => boolean) {
    for (const finding of endKnown({ unknown, toldOpen }, knows, nowMs)) add(finding);
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

  return {
    ...{ recall, reconcile, endUnknown, add, flush, findAnchors },
    open: () => toldOpen.values(),
    isFlushed: () => findings.length === 0 && states.length === 0,
    remember: () => ({ told, toldOpen, unknown }),
  };
}

/** In one partition, so that the end of a `late` and the `missing` that it became come together. */
function keyOf({ id, series }: Finding): string {
  return series ? seriesKey(series) : id;
}
