import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { SlotPlan } from "./bend-slot.ts";
import type { Speaker } from "./create-speaker.ts";
import type { CopyStory } from "./truth-run.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const ENCRYPTION_BYTES = 4_096;

type Scene = {
  readonly line: Line;
  readonly speaker: Speaker;
  readonly dice: Dice;
  readonly parameters: BenchParameters;
};

type Stored = { readonly runId: string; readonly finishedAtMs: number; readonly bytes: number };

/** The copies of one run, from their arrival to their purge. */
export function keepCopies(scene: Scene, stored: Stored, plan: SlotPlan): CopyStory {
  const { line, speaker, dice, parameters } = scene;
  const { runId, finishedAtMs, bytes } = stored;
  const within = line.policy.copies?.within ?? 6 * HOUR_MS;
  const first = { uri: uriOf(line, "primary", runId), sizeBytes: bytes, checksum: `sum-${runId}` };
  const second = secondCopy(line, { ...first, uri: uriOf(line, "duplicate", runId) }, plan);
  const primaryAtMs = finishedAtMs + Math.round(dice.within(30_000, 5 * MINUTE_MS));
  const delayMs =
    plan.duplicate === "late"
      ? within + dice.within(HOUR_MS, 12 * HOUR_MS)
      : dice.withinLog(10 * MINUTE_MS, 3 * HOUR_MS);
  const duplicateAtMs = plan.duplicate === "absent" ? null : finishedAtMs + Math.round(delayMs);
  const primaryHeardAtMs = speaker.observed(runId, "primary", primaryAtMs, first);
  const duplicateHeardAtMs =
    duplicateAtMs === null ? null : speaker.observed(runId, "duplicate", duplicateAtMs, second);

  const changedAtMs = plan.afterwards === "changed" ? finishedAtMs + daysMs(dice, 1, 4) : null;
  const other = { ...first, checksum: `other-${runId}` };
  const changedHeardAtMs =
    changedAtMs === null ? null : speaker.observed(runId, "primary", changedAtMs, other);
  const lostAtMs = plan.afterwards === "lost" ? finishedAtMs + daysMs(dice, 1, 5) : null;
  const lostHeardAtMs =
    lostAtMs === null ? null : speaker.removed(runId, "primary", lostAtMs, first.uri);

  if (dice.chance(parameters.shares.rehashedCopies)) {
    const anew = { ...first, algorithm: "sha512", checksum: `long-${runId}` };
    speaker.observed(runId, "primary", finishedAtMs + 2 * HOUR_MS + DAY_MS / 4, anew);
  }
  let duplicateUri = second.uri;
  if (duplicateAtMs !== null && dice.chance(parameters.shares.movedCopies)) {
    const moved = { ...second, uri: `${second.uri}.moved` };
    const movedAtMs = duplicateAtMs + DAY_MS;
    speaker.observed(runId, "duplicate", movedAtMs, moved);
    speaker.removed(runId, "duplicate", movedAtMs + 10 * MINUTE_MS, second.uri);
    duplicateUri = moved.uri;
  }

  const { retention } = line.policy;
  if (retention) {
    const purgeMs = retention.keep + Math.round(dice.within(MINUTE_MS, retention.purgeWithin / 2));
    if (lostAtMs === null) speaker.removed(runId, "primary", finishedAtMs + purgeMs, first.uri);
    if (duplicateAtMs !== null)
      speaker.removed(runId, "duplicate", finishedAtMs + purgeMs, duplicateUri);
  }
  return {
    primaryHeardAtMs,
    duplicateSeenAtMs: duplicateAtMs,
    duplicateHeardAtMs,
    ...{ changedAtMs, changedHeardAtMs, lostAtMs, lostHeardAtMs },
  };
}

type Copied = { readonly uri: string; readonly sizeBytes: number; readonly checksum: string };

function secondCopy(line: Line, copy: Copied, { duplicate }: SlotPlan) {
  if (line.encryptedDuplicate) {
    const sizeBytes = copy.sizeBytes + ENCRYPTION_BYTES;
    return { ...copy, sizeBytes, checksum: `sealed-${copy.checksum}`, encrypted: true };
  }
  if (duplicate === "short")
    return { ...copy, sizeBytes: Math.floor(copy.sizeBytes / 2), checksum: `cut-${copy.checksum}` };
  return duplicate === "other bytes" ? { ...copy, checksum: `flipped-${copy.checksum}` } : copy;
}

function uriOf(line: Line, role: "primary" | "duplicate", runId: string): string {
  return `s3://${line.vaults[role]}/${line.series.instance}/${line.series.asset}/${runId}`;
}

function daysMs(dice: Dice, least: number, most: number): number {
  return Math.round(dice.within(least, most) * DAY_MS);
}
