import type { FindingKind } from "../../../../schemas/finding.ts";
import type { Line } from "../estate/line.ts";
import { type Circumstance, type Label, type PlantedKind, STATISTICAL_KINDS } from "../label.ts";
import type { Courier } from "./create-courier.ts";
import type { Incident } from "./plan-incidents.ts";
import { usualS } from "./plan-incidents.ts";
import type { CopyStory, SlotStory } from "./truth-run.ts";

type Scene = { readonly line: Line; readonly courier: Courier; readonly untilMs: number };

/** Where damage lies, and since when it could be known; null: nobody could ever have seen it. */
type Mark = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly detectableAtMs: number;
} | null;
type Marked = readonly [kind: PlantedKind, mark: Mark, explains?: readonly FindingKind[]];

/** The labels of an incident, and windows for what came and went before it could be seen. */
export function labelIncident(
  incident: Incident,
  stories: readonly SlotStory[],
  scene: Scene,
): { readonly labels: readonly Label[]; readonly unseen: readonly Circumstance[] } {
  const { line, untilMs } = scene;
  const marks = markIncident(incident, stories, scene);
  const seen = marks.flatMap(([kind, mark, explains = []]) =>
    mark && mark.detectableAtMs <= untilMs ? [{ kind, ...mark, explains }] : [],
  );
  const labels = seen.map((mark) => ({
    ...mark,
    subject: line.subject,
    unit: line.tenant,
    tier: incident.tier,
    group: incident.group,
    hitUntilMs: Math.max(mark.toMs, mark.detectableAtMs) + line.cadenceMs,
  }));
  const [first, last] = [stories[0], stories.at(-1)];
  if (!first || !last) return { labels, unseen: [] };
  const { subject, cadenceMs, policy } = line;
  const endMs = Math.max(...labels.map(({ hitUntilMs }) => hitUntilMs), last.dueMs + cadenceMs);
  const isStatistical = STATISTICAL_KINDS.some((kind) => kind === incident.kind);
  const bearsOn = isStatistical ? "quantities" : "presence";
  const kinds = marks.flatMap(([kind, mark]) => (mark === null ? [kind] : []));
  const window = (
    cause: string,
    span: readonly [number, number],
    dontCare: readonly FindingKind[],
  ) =>
    ({ cause, bearsOn, subject, fromMs: span[0], toMs: span[1], dontCare }) satisfies Circumstance;
  // A long incident may have been taken for the new level: its end is another change.
  const recovery = [last.dueMs, last.dueMs + 2 * cadenceMs + policy.schedule.finishWithin] as const;
  return {
    labels,
    unseen: [
      ...(kinds.length > 0 ? [window("unseen damage", [first.dueMs, endMs], kinds)] : []),
      ...(isStatistical ? [window("recovery", recovery, STATISTICAL_KINDS)] : []),
    ],
  };
}

function markIncident(
  { kind }: Incident,
  stories: readonly SlotStory[],
  scene: Scene,
): readonly Marked[] {
  const [first, last] = [stories[0], stories.at(-1)];
  if (!first || !last) return [];
  switch (kind) {
    case "undersized":
      return [[kind, markRuns(first, last), ["too-fast"]]];
    case "oversized":
      return [[kind, markRuns(first, last), ["too-slow", ...lateToo(scene)]]];
    case "too-slow":
      return [[kind, markRuns(first, last), lateToo(scene)]];
    case "too-fast":
      return [[kind, markRuns(first, last)]];
    case "incompressible":
      return [[kind, markRuns(first, last), ["oversized", "too-slow", ...lateToo(scene)]]];
    case "late":
      return [[kind, markLate(first, scene)]];
    case "missing":
      return [[kind, markMissing(first, last, scene), ["late"]]];
    case "stuck":
      return [[kind, markStuck(first, scene), ["too-slow"]]];
    case "failed":
      return [
        [kind, markFailed(first, last)],
        ["missing", markMissing(first, last, scene)],
      ];
    case "extra-run":
      return [[kind, markExtra(first)]];
    default:
      return markCopies(kind, first, scene);
  }
}

/** Where starts are not told, a run that takes long is late too. */
function lateToo({ line }: Scene): readonly FindingKind[] {
  return line.reportsStarts ? [] : ["late"];
}

function markRuns(first: SlotStory, last: SlotStory): Mark {
  if (!first.run || !last.run) return null;
  const { startedAtMs, heardAtMs } = first.run;
  return { fromMs: startedAtMs, toMs: last.run.finishedAtMs, detectableAtMs: heardAtMs };
}

function markLate(story: SlotStory, { line, courier }: Scene): Mark {
  const usualMs = line.reportsStarts ? 0 : usualS(line) * 1_000;
  const lateAtMs = story.dueMs + line.policy.schedule.startWithin + usualMs;
  const detectableAtMs = courier.vouchedAtMs(line.collector, lateAtMs);
  if (story.firstHeardAtMs === null || detectableAtMs >= story.firstHeardAtMs) return null;
  return { fromMs: story.dueMs, toMs: story.startedAtMs ?? story.dueMs, detectableAtMs };
}

function markMissing(first: SlotStory, last: SlotStory, { line, courier }: Scene): Mark {
  const { finishWithin } = line.policy.schedule;
  const detectableAtMs = courier.vouchedAtMs(line.collector, first.dueMs + finishWithin);
  return { fromMs: first.dueMs, toMs: last.dueMs + finishWithin, detectableAtMs };
}

function markStuck({ dueMs, startedAtMs, run }: SlotStory, { line, courier }: Scene): Mark {
  const { maxDuration, finishWithin } = line.policy.schedule;
  if (startedAtMs === null) return null;
  const stuckAtMs = Math.min(startedAtMs + maxDuration, dueMs + finishWithin);
  const detectableAtMs = courier.vouchedAtMs(line.collector, stuckAtMs);
  if (run && detectableAtMs >= run.heardAtMs) return null;
  return { fromMs: startedAtMs, toMs: run?.finishedAtMs ?? stuckAtMs, detectableAtMs };
}

function markFailed(first: SlotStory, last: SlotStory): Mark {
  const [failure, end] = [first.failures[0], last.failures.at(-1)];
  if (!failure || !end) return null;
  return { fromMs: first.dueMs, toMs: end.atMs, detectableAtMs: failure.heardAtMs };
}

function markExtra({ run, again }: SlotStory): Mark {
  if (!run || !again) return null;
  const detectableAtMs = Math.max(run.heardAtMs, again.heardAtMs);
  return { fromMs: run.startedAtMs, toMs: again.finishedAtMs, detectableAtMs };
}

function markCopies(
  kind: PlantedKind,
  { run, copies }: SlotStory,
  scene: Scene,
): readonly Marked[] {
  if (!run || !copies) return [];
  const bothMs = Math.max(run.heardAtMs, copies.primaryHeardAtMs, copies.duplicateHeardAtMs ?? 0);
  const since = (atMs: number | null, heardAtMs: number | null): Mark =>
    atMs === null || heardAtMs === null
      ? null
      : { fromMs: atMs, toMs: atMs, detectableAtMs: Math.max(heardAtMs, run.heardAtMs) };
  switch (kind) {
    case "copy-missing":
      return [[kind, markCopyMissing(run.finishedAtMs, copies, scene)]];
    case "copy-late":
      return [
        ["copy-missing", markCopyMissing(run.finishedAtMs, copies, scene)],
        [kind, markCopyLate(run.finishedAtMs, copies, scene)],
      ];
    case "copy-size-mismatch":
    case "copy-checksum-mismatch":
      return [[kind, since(copies.duplicateSeenAtMs, bothMs)]];
    case "copy-changed":
      return [[kind, since(copies.changedAtMs, copies.changedHeardAtMs)]];
    case "copy-lost":
      return [[kind, markCopyLost(run.heardAtMs, copies, scene)]];
    default:
      return [];
  }
}

function markCopyMissing(finishedAtMs: number, copies: CopyStory, { line, courier }: Scene): Mark {
  const deadlineMs = finishedAtMs + (line.policy.copies?.within ?? 0);
  const vouchedAtMs = courier.vouchedAtMs(line.vaultCollector, deadlineMs);
  const heardAtMs = copies.duplicateHeardAtMs;
  if (heardAtMs !== null && vouchedAtMs >= heardAtMs) return null;
  return {
    fromMs: finishedAtMs,
    toMs: copies.duplicateSeenAtMs ?? deadlineMs,
    detectableAtMs: vouchedAtMs,
  };
}

/** Whoever hears of a late copy first must know that no earlier one was there. */
function markCopyLate(finishedAtMs: number, copies: CopyStory, { line, courier }: Scene): Mark {
  const { duplicateSeenAtMs: atMs, duplicateHeardAtMs: heardAtMs } = copies;
  if (atMs === null || heardAtMs === null) return null;
  const deadlineMs = finishedAtMs + (line.policy.copies?.within ?? 0);
  const vouchedAtMs = courier.vouchedAtMs(line.vaultCollector, deadlineMs);
  return { fromMs: atMs, toMs: atMs, detectableAtMs: Math.max(heardAtMs, vouchedAtMs) };
}

/** A copy may have been moved: it is lost once all that was seen until then was told. */
function markCopyLost(runHeardAtMs: number, copies: CopyStory, { line, courier }: Scene): Mark {
  const { lostAtMs: atMs, lostHeardAtMs: heardAtMs } = copies;
  if (atMs === null || heardAtMs === null) return null;
  const vouchedAtMs = courier.vouchedAtMs(line.vaultCollector, atMs);
  const detectableAtMs = Math.max(heardAtMs, vouchedAtMs, runHeardAtMs);
  return { fromMs: atMs, toMs: atMs, detectableAtMs };
}
