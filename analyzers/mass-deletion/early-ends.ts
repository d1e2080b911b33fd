import { COPY_ROLES } from "../../schemas/events.ts";
import type { Copy, Observation, Role } from "../copies/copy.ts";
import { type CopyScene, keepUntilMs, lastGone } from "../copies/copy-scene.ts";
import { type LockCut, lockCutIn, lockCutOf } from "../copies/lock-cut.ts";
import type { Run } from "../runs/run.ts";

/** A copy that went, or whose lock was cut to less, before the end that was promised. */
export type EarlyEnd = {
  readonly subject: string;
  readonly runId: string;
  readonly beganAtMs: number;
  readonly place: Copy["place"];
  readonly atMs: number;
  readonly how: "removed" | "lock cut";
};

/** What people may say beforehand that explains why many copies go. */
const EXPLAINS: readonly string[] = ["purge", "migration", "policy"];

/**
 * The copies of a run that end too early: removed with none left in their role, or their lock cut.
 * What was moved, announced, is past its retention or belongs to a retired asset is not counted.
 */
export function earlyEndsOf(scene: CopyScene): readonly EarlyEnd[] {
  const { subject, run } = scene;
  if (!scene.counts || !hasEnds(run)) return [];
  const ends = [
    ...COPY_ROLES.flatMap((role) => endsOfGone(scene, role)),
    ...scene.present.flatMap((copy) => cutOf(scene, copy.place, lockCutOf(copy)) ?? []),
  ];
  return ends
    .filter(({ atMs }) => atMs < scene.retiredAtMs && !isExplained(scene, atMs))
    .map((end) => ({ subject, runId: run.runId, beganAtMs: scene.success.startedAtMs, ...end }));
}

export function endKey({ subject, runId, place, how, atMs }: EarlyEnd): string {
  return [subject, runId, place.uri, how, atMs].join("\n");
}

/** Most runs have nothing of the kind, and are asked often. */
function hasEnds(run: Run): boolean {
  for (const { removedAtMs, observations } of run.copies.values())
    if (removedAtMs !== null || observations.some((seen) => seen.lockedUntilMs !== null))
      return true;
  return false;
}

type End = Pick<EarlyEnd, "place" | "atMs" | "how">;

/** What was unlocked before it went stays told of: else deleting it would take that back. */
function endsOfGone(scene: CopyScene, role: Role): readonly End[] {
  const gone = lastGone(scene, role);
  if (!gone) return [];
  const { place, removedAtMs: atMs } = gone;
  const all = scene.run.copies.get(place.uri)?.observations ?? [];
  const seen = all.filter(({ observedAtMs }) => observedAtMs <= atMs);
  if (atMs >= (keepUntilMs(scene) ?? heldUntilMs(seen))) return [];
  const cut = cutOf(scene, place, lockCutIn(seen));
  return [...(cut ? [cut] : []), { place, atMs, how: "removed" }];
}

/** Without a retention the lock itself was the promise. */
function heldUntilMs(seen: readonly Observation[]): number {
  return Math.max(...seen.map(({ lockedUntilMs }) => lockedUntilMs ?? Number.NEGATIVE_INFINITY));
}

function cutOf(scene: CopyScene, place: Copy["place"], cut: LockCut | null): End | null {
  if (!cut) return null;
  const untilMs = keepUntilMs(scene) ?? cut.heldUntilMs;
  if ((cut.seen.lockedUntilMs ?? 0) >= untilMs) return null;
  return { place, atMs: cut.seen.observedAtMs, how: "lock cut" };
}

function isExplained(scene: CopyScene, atMs: number): boolean {
  return scene.announcedAt(atMs).some(({ kind }) => EXPLAINS.includes(kind));
}
