import { beginOf, compareRuns, isRunning, type Run } from "../runs/run.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { missingAtMs, type SlotFault, stuckAtMs } from "./judge-slot.ts";
import type { SlotScene } from "./slot-scene.ts";

const DELIVERED_LATE = "delivered late by its collector";

/** Why a fault of a slot is over, with how late what came was by its own times. */
export function whySlotCleared(scene: SlotScene, kind: SlotFault): string {
  const { facts, judgement } = scene;
  if (judgement.state === "skipped" && facts.skipped !== null) return facts.skipped;
  switch (kind) {
    case "late":
      return whyLateCleared(scene);
    case "missing":
      return whyMissingCleared(scene);
    case "stuck":
      return whyStuckCleared(scene);
    case "failed":
      return "another run of the slot succeeded";
  }
}

function whyLateCleared({ facts, judgement }: SlotScene): string {
  const first = [...facts.runs].sort(compareRuns)[0];
  const beganAtMs = first ? beginOf(first) : null;
  if (beganAtMs === null) return `became ${judgement.state}`;
  const latestMs = facts.dueMs + facts.bounds.startWithin;
  if (beganAtMs <= latestMs) return DELIVERED_LATE;
  return `started ${sayDuration(beganAtMs - latestMs).en} late`;
}

function whyMissingCleared({ facts, judgement }: SlotScene): string {
  const finishedAtMs = judgement.filledBy?.success?.finishedAtMs;
  if (finishedAtMs === undefined) return `became ${judgement.state}`;
  const latestMs = missingAtMs(facts);
  if (finishedAtMs <= latestMs) return DELIVERED_LATE;
  return `filled ${sayDuration(finishedAtMs - latestMs).en} late`;
}

function whyStuckCleared({ facts, judgement }: SlotScene): string {
  const ended = [...facts.runs].filter((run) => !isRunning(run)).sort(compareRuns);
  const run = judgement.filledBy ?? ended.at(-1);
  const endedAtMs = run ? endOf(run) : null;
  if (!run || endedAtMs === null) return `became ${judgement.state}`;
  const latestMs = stuckAtMs(run, facts);
  if (endedAtMs <= latestMs) return DELIVERED_LATE;
  return `ended ${sayDuration(endedAtMs - latestMs).en} late`;
}

function endOf(run: Run): number | null {
  return run.success?.finishedAtMs ?? run.failure?.finishedAtMs ?? null;
}
