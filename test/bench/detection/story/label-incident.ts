import type { FindingKind } from "../../../../schemas/finding.ts";
import type { Line } from "../estate/line.ts";
import { type Circumstance, type Label, type PlantedKind, STATISTICAL_KINDS } from "../label.ts";
import type { AssetChain } from "./create-chain.ts";
import type { Courier } from "./create-courier.ts";
import { markCopies } from "./label-copies.ts";
import type { Incident } from "./plan-incidents.ts";
import { usualS } from "./plan-incidents.ts";
import { LEFT_SHORT } from "./plan-vault-incidents.ts";
import type { SlotStory, StoredCopy } from "./truth-run.ts";

const DAY_MS = 86_400_000;
/** Of nights: from the first to the seventh. */
const WEEK_MS = 6 * DAY_MS;
const DRIFT_SLOTS_MIN = 7;

export type Scene = {
  readonly line: Line;
  /** All of its asset. */
  readonly lines: readonly Line[];
  readonly courier: Courier;
  readonly untilMs: number;
  readonly chain: AssetChain;
  readonly stored: readonly StoredCopy[];
};

/** Where damage lies, and since when it could be known; null: nobody could ever have seen it. */
export type Mark = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly detectableAtMs: number;
} | null;
export type Marked = readonly [
  kind: PlantedKind,
  mark: Mark,
  explains?: readonly FindingKind[],
  /** Where it is not the line of the incident. */
  line?: Line,
];

/** The labels of an incident, and windows for what came and went before it could be seen. */
export function labelIncident(
  incident: Incident,
  stories: readonly SlotStory[],
  scene: Scene,
): { readonly labels: readonly Label[]; readonly circumstances: readonly Circumstance[] } {
  const { line, untilMs } = scene;
  const marks = markIncident(incident, stories, scene);
  const { tier, group } = incident;
  const labels = marks.flatMap(([kind, mark, explains = [], on = line]): readonly Label[] => {
    if (!mark || mark.detectableAtMs > untilMs) return [];
    const hitUntilMs = Math.max(mark.toMs, mark.detectableAtMs) + on.cadenceMs;
    const { subject, tenant: unit } = on;
    return [{ kind, ...mark, explains, subject, unit, tier, group, hitUntilMs }];
  });
  const [first, last] = [stories[0], stories.at(-1)];
  if (!first || !last) return { labels, circumstances: [] };
  const { subject, cadenceMs, bounds } = line;
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
  const recovery = [last.dueMs, last.dueMs + 2 * cadenceMs + bounds.finishWithin] as const;
  return {
    labels,
    circumstances: [
      ...leftShort(incident, stories, scene),
      ...(kinds.length > 0 ? [window("unseen damage", [first.dueMs, endMs], kinds)] : []),
      ...(isStatistical ? [window("recovery", recovery, STATISTICAL_KINDS)] : []),
    ],
  };
}

/** Damage after which there are fewer restore points than promised, in some vault. */
const REDUCING: readonly PlantedKind[] = [
  ...["missing", "failed", "stuck", "copy-missing", "copy-lost", "copy-changed"],
  ...["copy-size-mismatch", "copy-checksum-mismatch", "chain-broken", "base-hijacked"],
] as const;
/** Others may rest on the copies that it befalls. */
const OF_COPIES: readonly PlantedKind[] = REDUCING.filter((kind) => kind.startsWith("copy-"));

/** It may be told for as long as the points that lack would have been kept. */
function leftShort(
  { kind }: Incident,
  stories: readonly SlotStory[],
  { line, lines }: Scene,
): readonly Circumstance[] {
  if (!REDUCING.includes(kind)) return [];
  const fromMs = stories[0]?.dueMs ?? 0;
  const lastMs = stories.at(-1)?.dueMs ?? 0;
  const affected = OF_COPIES.includes(kind) && line.isBase ? lines : [line];
  return affected.map(({ subject, policy }) => {
    const toMs = lastMs + (policy.retention?.keep ?? 0) + 8 * DAY_MS;
    const dontCare = affected.length > 1 ? LEFT_SHORT : (["retention-short"] as const);
    return { cause: "fewer points", bearsOn: "presence", subject, fromMs, toMs, dontCare };
  });
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
      return [[kind, markRuns(first, last), ["too-fast", "rpo-breach", "retention-short"]]];
    case "oversized":
      return [[kind, markRuns(first, last), ["too-slow", ...lateToo(scene)]]];
    case "too-slow":
      return [[kind, markRuns(first, last), lateToo(scene)]];
    case "too-fast":
    case "warned":
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
    case "chain-broken":
    case "base-hijacked":
      return markChain(kind, first, scene);
    case "schedule-drift":
      return [[kind, markDrift(stories), ["late", "missing", "extra-run", "too-slow"]]];
    default:
      return markCopies(kind, stories, scene);
  }
}

/**
 * Where starts are not told, a run that takes long is late too; where nobody says how long it may
 * take, it may be longer than what was learned.
 */
function lateToo({ line }: Scene): readonly FindingKind[] {
  const late: readonly FindingKind[] = line.reportsStarts ? [] : ["late"];
  return line.isLearned ? [...late, "stuck", "missing"] : late;
}

function markRuns(first: SlotStory, last: SlotStory): Mark {
  if (!first.run || !last.run) return null;
  const { startedAtMs, heardAtMs } = first.run;
  return { fromMs: startedAtMs, toMs: last.run.finishedAtMs, detectableAtMs: heardAtMs };
}

function markLate(story: SlotStory, { line, courier }: Scene): Mark {
  const usualMs = line.reportsStarts ? 0 : usualS(line) * 1_000;
  const lateAtMs = story.dueMs + line.bounds.startWithin + usualMs;
  const detectableAtMs = courier.vouchedAtMs(line.collector, lateAtMs);
  if (story.firstHeardAtMs === null || detectableAtMs >= story.firstHeardAtMs) return null;
  return { fromMs: story.dueMs, toMs: story.startedAtMs ?? story.dueMs, detectableAtMs };
}

function markMissing(first: SlotStory, last: SlotStory, { line, courier }: Scene): Mark {
  const { finishWithin } = line.bounds;
  // Where nobody says how long it may take, it is expected at its usual time.
  const allowedMs = line.isLearned ? usualS(line) * 1_000 : finishWithin;
  const detectableAtMs = courier.vouchedAtMs(line.collector, first.dueMs + allowedMs);
  return { fromMs: first.dueMs, toMs: last.dueMs + finishWithin, detectableAtMs };
}

function markStuck({ dueMs, startedAtMs, run }: SlotStory, { line, courier }: Scene): Mark {
  const { maxDuration, finishWithin } = line.bounds;
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

/** A log that is not there, a base deleted, a parent that nobody knows, or a foreign base. */
function markChain(kind: PlantedKind, story: SlotStory, scene: Scene): readonly Marked[] {
  const { run, copies } = story;
  const { line, courier, chain, untilMs, stored } = scene;
  if (!run || !copies) return [[kind, null]];
  // What was before it may still come until its start has been vouched for.
  const vouchedAtMs = courier.vouchedAtMs(line.collector, run.startedAtMs);
  const heardAtMs = Math.max(run.heardAtMs, vouchedAtMs);
  const toMs = chain.healedAtMs(run.finishedAtMs, untilMs);
  const { plan, baseRunId } = copies.first;
  const here = { fromMs: run.startedAtMs, toMs, detectableAtMs: heardAtMs };
  if (kind === "base-hijacked") return [[kind, here, ["chain-broken"]]];
  if (plan.chainBreak === "here") return [[kind, here]];
  const bases = stored.filter(({ runId }) => runId === baseRunId);
  const gone = bases.flatMap(({ goneAtMs, goneHeardAtMs }) =>
    goneAtMs === null || goneHeardAtMs === null ? [] : [{ goneAtMs, goneHeardAtMs }],
  );
  const base = bases[0]?.line;
  if (gone.length < bases.length || !base) return [[kind, null]];
  const fromMs = Math.min(...gone.map(({ goneAtMs }) => goneAtMs));
  const lastMs = Math.max(...gone.map(({ goneAtMs }) => goneAtMs));
  // A copy may have been moved: it is gone once all that was seen until then was told.
  const surelyMs = gone.map(({ goneAtMs, goneHeardAtMs }) =>
    Math.max(goneHeardAtMs, courier.vouchedAtMs(line.vaultCollector, goneAtMs)),
  );
  const lost = { fromMs, toMs: lastMs, detectableAtMs: Math.min(...surelyMs) };
  const broken = {
    ...{ fromMs, toMs: Math.max(toMs, lastMs) },
    detectableAtMs: Math.max(heardAtMs, ...surelyMs),
  };
  return [
    [kind, broken, LEFT_SHORT],
    ["copy-lost", lost, LEFT_SHORT, base],
  ];
}

/** Its slot is moved persistently: seven in a row, over a week of nights at least, say so. */
function markDrift(stories: readonly SlotStory[]): Mark {
  const fromMs = stories[0]?.dueMs ?? 0;
  const runs = stories.flatMap(({ run, dueMs }) => (run ? [{ ...run, dueMs }] : []));
  const last = runs.at(-1);
  const telling = runs.slice(DRIFT_SLOTS_MIN - 1).find(({ dueMs }) => dueMs >= fromMs + WEEK_MS);
  if (!telling || !last) return null;
  return { fromMs, toMs: last.finishedAtMs, detectableAtMs: telling.heardAtMs };
}
