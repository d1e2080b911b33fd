import type { BenchParameters } from "../bench-parameters.ts";
import { endMs } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Circumstance, Label } from "../label.ts";
import { bendSlot, type SlotPlan } from "./bend-slot.ts";
import type { Courier } from "./create-courier.ts";
import { createRunTruth, type RunTruth } from "./create-run-truth.ts";
import type { Speaker } from "./create-speaker.ts";
import { keepCopies } from "./keep-copies.ts";
import { labelIncident } from "./label-incident.ts";
import type { Hardships } from "./plan-hardships.ts";
import { type Incident, usualS } from "./plan-incidents.ts";
import type { SlotStory, TruthRun } from "./truth-run.ts";

const MINUTE_MS = 60_000;
const QUEUE_MS = { median: 3 * MINUTE_MS, sigma: 0.8, most: 30 * MINUTE_MS };
const FAILED_TRY_MS = [MINUTE_MS, 8 * MINUTE_MS] as const;
const PAUSE_MS = 2 * MINUTE_MS;
/** Where starts are not told, a run that takes so much longer than usual may be taken for late. */
const SLOW_SHARE = 0.5;

export type LivedLine = {
  readonly runs: readonly TruthRun[];
  readonly labels: readonly Label[];
  readonly circumstances: readonly Circumstance[];
};

type Living = {
  readonly parameters: BenchParameters;
  readonly dice: Dice;
  readonly siteDice: Dice;
  readonly courier: Courier;
  readonly speaker: Speaker;
  readonly hardships: Hardships;
  readonly incidents: readonly Incident[];
};

/** Lets a line live from its first slot to its last, and says all that it would say. */
export function liveLine(line: Line, living: Living): LivedLine {
  const { dice, siteDice, parameters, courier, hardships, incidents } = living;
  const drawing = { dice: dice.fork("sizes"), siteDice, hardships };
  const truth = createRunTruth(line, parameters, drawing);
  const circumstances: Circumstance[] = [...hardships.circumstances];
  const told = new Map<Incident, SlotStory[]>();
  const runs: TruthRun[] = [];
  announce(line, living);

  line.dues.forEach((dueMs, index) => {
    const incident = incidents.find(
      (other) => other.index <= index && index < other.index + other.slots,
    );
    const usual = usualPlan(parameters, dice, incident !== undefined);
    const plan = incident
      ? bendSlot(usual, incident, { line, dice: dice.fork(incident.group) })
      : usual;
    const story = liveSlot({ ...living, line, truth }, { dueMs, index, plan });
    runs.push(...[story.run, story.again].flatMap((run) => run ?? []));
    if (incident) told.set(incident, [...(told.get(incident) ?? []), story]);
    const { startWithin, finishWithin } = line.policy.schedule;
    const toMs = Math.max(dueMs + finishWithin, story.run?.heardAtMs ?? 0);
    const about = {
      bearsOn: "presence",
      subject: line.subject,
      fromMs: dueMs,
      toMs,
    } as const;
    if (!incident && plan.failures > 0)
      circumstances.push({ ...about, cause: "retry", dontCare: ["failed"] });
    const slowMs = dueMs + startWithin + SLOW_SHARE * usualS(line) * 1_000;
    if (!incident && !line.reportsStarts && story.run && story.run.finishedAtMs > slowMs)
      circumstances.push({ ...about, cause: "slow, and its start not told", dontCare: ["late"] });
  });
  const labelled = [...told].map(([incident, stories]) =>
    labelIncident(incident, stories, { line, courier, untilMs: endMs(parameters) }),
  );
  return {
    runs,
    labels: labelled.flatMap(({ labels }) => labels),
    circumstances: [...circumstances, ...labelled.flatMap(({ unseen }) => unseen)],
  };
}

function announce(line: Line, { speaker, hardships }: Living): void {
  const [firstMs] = line.dues;
  if (firstMs !== undefined && line.retiredAtMs !== null) {
    speaker.expected(firstMs, null, firstMs);
    speaker.expected(firstMs, line.retiredAtMs, line.retiredAtMs - 86_400_000);
  }
  for (const { fromMs, toMs, atMs } of hardships.announcements)
    speaker.announced(fromMs, toMs, atMs);
}

function usualPlan({ shares }: BenchParameters, dice: Dice, isIncident: boolean): SlotPlan {
  const queuedMs = QUEUE_MS.median * Math.exp(dice.normal(0, QUEUE_MS.sigma));
  return {
    goes: "well",
    startDelayMs: Math.min(QUEUE_MS.most, queuedMs),
    failures: !isIncident && dice.chance(shares.retries) ? dice.whole(1, 2) : 0,
    ...{ sizeLog: 0, bytes: null, durationLog: 0, durationMs: null, encryptedShare: 0 },
    runsTwice: false,
    duplicate: "there",
    afterwards: "kept",
  };
}

type SlotScene = Omit<Living, "incidents" | "hardships"> & {
  readonly line: Line;
  readonly truth: RunTruth;
};
type SlotToLive = { readonly dueMs: number; readonly index: number; readonly plan: SlotPlan };

function liveSlot(scene: SlotScene, { dueMs, index, plan }: SlotToLive): SlotStory {
  const { line, speaker, dice } = scene;
  const nothing = { dueMs, startedAtMs: null, firstHeardAtMs: null, failures: [] };
  const absent = { run: null, again: null, copies: null };
  if (plan.goes === "not at all") return { ...nothing, ...absent };
  const beganAtMs = dueMs + Math.round(plan.startDelayMs);
  const name = `${line.series.asset}-${line.series.backupType}-${index}`;
  const begun = (runId: string, atMs: number) =>
    line.reportsStarts ? [speaker.started(runId, atMs)] : [];
  const heard: number[] = [];
  const failures: { atMs: number; heardAtMs: number }[] = [];
  let startedAtMs = beganAtMs;
  for (let number = 1; number <= plan.failures; number += 1) {
    const runId = `${name}-try-${number}`;
    const atMs = startedAtMs + Math.round(dice.within(...FAILED_TRY_MS));
    heard.push(...begun(runId, startedAtMs));
    failures.push({ atMs, heardAtMs: speaker.failed(runId, startedAtMs, atMs) });
    startedAtMs = atMs + PAUSE_MS;
  }
  const firstHeard = () => Math.min(...heard, ...failures.map(({ heardAtMs }) => heardAtMs));
  const story = { dueMs, startedAtMs: beganAtMs, failures };
  if (plan.goes === "wrong") return { ...story, firstHeardAtMs: firstHeard(), ...absent };
  heard.push(...begun(name, startedAtMs));
  if (plan.goes === "on for ever") return { ...story, firstHeardAtMs: firstHeard(), ...absent };
  const first = runWell(scene, { runId: name, startedAtMs, index, plan });
  heard.push(first.run.heardAtMs);
  const again = plan.runsTwice
    ? runAgain(scene, { after: first.run, name, index, plan, begun })
    : null;
  return { ...story, firstHeardAtMs: firstHeard(), run: first.run, again, copies: first.copies };
}

type ToRun = {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly index: number;
  readonly plan: SlotPlan;
};

function runWell(scene: SlotScene, { runId, startedAtMs, index, plan }: ToRun) {
  const { line, speaker, truth } = scene;
  const drawn = truth.draw(index, plan);
  const finishedAtMs = startedAtMs + drawn.durationMs;
  const { bytes, storedBytes } = drawn;
  const times = { runId, startedAtMs, finishedAtMs };
  const heardAtMs = speaker.succeeded(times, { bytes, storedBytes, checksum: `sum-${runId}` });
  const copies = keepCopies(scene, { runId, finishedAtMs, bytes: storedBytes }, plan);
  const { size, duration, ratio } = drawn;
  const run: TruthRun = { line, startedAtMs, finishedAtMs, heardAtMs, size, duration, ratio };
  return { run, copies };
}

type Repeating = {
  readonly after: TruthRun;
  readonly name: string;
  readonly index: number;
  readonly plan: SlotPlan;
  readonly begun: (runId: string, atMs: number) => readonly number[];
};

function runAgain(scene: SlotScene, { after, name, index, plan, begun }: Repeating): TruthRun {
  const startedAtMs = after.finishedAtMs + Math.round(scene.dice.within(20, 90) * MINUTE_MS);
  const runId = `${name}-again`;
  begun(runId, startedAtMs);
  return runWell(scene, { runId, startedAtMs, index, plan }).run;
}
