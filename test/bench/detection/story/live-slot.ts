import type { Line } from "../estate/line.ts";
import type { SlotPlan } from "./bend-slot.ts";
import type { RunTruth } from "./create-run-truth.ts";
import { keepCopies } from "./keep-copies.ts";
import type { Living } from "./live-line.ts";
import type { SlotStory, TruthRun } from "./truth-run.ts";

const MINUTE_MS = 60_000;
const FAILED_TRY_MS = [MINUTE_MS, 8 * MINUTE_MS] as const;
const PAUSE_MS = 2 * MINUTE_MS;
/** After the slot and before the next: when somebody takes a copy-only full for a test. */
const ASIDE_MS = [9 * 60 * MINUTE_MS, 12 * 60 * MINUTE_MS] as const;

type SlotScene = Omit<Living, "incidents" | "hardships"> & {
  readonly line: Line;
  readonly truth: RunTruth;
};
type SlotToLive = { readonly dueMs: number; readonly index: number; readonly plan: SlotPlan };

/** What happens in one slot, said as its source and its vaults would say it. */
export function liveSlot(scene: SlotScene, { dueMs, index, plan }: SlotToLive): SlotStory {
  const { line, speaker, dice } = scene;
  const nothing = { dueMs, startedAtMs: null, firstHeardAtMs: null, failures: [] };
  const absent = { run: null, again: null, aside: null, copies: null };
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
  const more = (kind: string, atMs: number, copyOnly: boolean) => {
    const runId = `${name}-${kind}`;
    begun(runId, Math.round(atMs));
    return runWell(scene, { runId, startedAtMs: Math.round(atMs), index, plan, copyOnly }).run;
  };
  const againMs = first.run.finishedAtMs + dice.within(20, 90) * MINUTE_MS;
  const again = plan.runsTwice ? more("again", againMs, false) : null;
  const aside = plan.copyOnlyAside ? more("aside", dueMs + dice.within(...ASIDE_MS), true) : null;
  return { ...story, firstHeardAtMs: firstHeard(), ...first, again, aside };
}

type ToRun = {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly index: number;
  readonly plan: SlotPlan;
  readonly copyOnly?: boolean;
};

function runWell(scene: SlotScene, { runId, startedAtMs, index, plan, copyOnly = false }: ToRun) {
  const { line, speaker, truth, chain } = scene;
  const drawn = truth.draw(index, plan);
  const finishedAtMs = startedAtMs + drawn.durationMs;
  const { bytes, storedBytes, size, duration, ratio } = drawn;
  const times = { runId, startedAtMs, finishedAtMs };
  const { baseRunId, ...linked } = chain.link(line, times, { ...plan, copyOnly });
  const heardAtMs = speaker.succeeded(
    {
      ...{ runId, startedAt: startedAtMs, finishedAt: finishedAtMs, bytes, ...linked },
      storedBytes: BigInt(storedBytes),
      checksum: { algorithm: "sha256", value: `sum-${runId}` },
      ...(plan.warnings.length > 0 && { warnings: [...plan.warnings] }),
      ...(line.asks.encrypted && { encrypted: plan.open !== "both" }),
      ...(copyOnly && { copyOnly }),
    },
    plan.heldBackMs,
  );
  const stored = { runId, finishedAtMs, bytes: storedBytes, baseRunId };
  const copies = keepCopies(scene, stored, plan);
  const run: TruthRun = { line, startedAtMs, finishedAtMs, heardAtMs, size, duration, ratio };
  return { run, copies };
}
