import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import { isUsable, presentObservations, type Role } from "../copies/copy.ts";
import type { Channel } from "../detection/channels.ts";
import type { Sleeper } from "../detection/world.ts";
import type { Run, Success } from "../runs/run.ts";

/** One series of an asset: its backups of one type. */
export type Member = {
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  /** Null: nothing is promised of it, but others may lean on its runs. */
  readonly policy: Policy | null;
  /** Until when it must be backed up; `retire` says otherwise. */
  readonly untilMs: () => number;
  /** Nobody decided otherwise. */
  readonly isExpectedAt: (atMs: number) => boolean;
  readonly retire: (untilMs: number) => void;
  /** Whether a run fills a slot. */
  readonly counts: (run: Run) => boolean;
  /** The next slot that no maintenance window covers. */
  readonly nextExpectedMs: (afterMs: number) => number | null;
  /** When the run of the slot due then must have ended. */
  readonly finishByMs: (dueMs: number) => number;
  readonly channelOfRuns: () => Channel<Sleeper>;
  readonly channelOfCopies: (run: Run, role: Role) => Channel<Sleeper>;
};

/** By subject. */
export type Members = ReadonlyMap<string, Member>;

/** One run of an asset, as one link of the chains that a restore needs. */
export type Link = {
  member: Member;
  readonly run: Run;
  readonly openedAtMs: number;
  /** The success that stands, as it was last indexed. */
  success: Success | null;
};

/** A link whose run succeeded. */
export type Point = Link & { readonly success: Success };

export function isPoint(link: Link): link is Point {
  return link.success !== null;
}

export function hasPresentCopy({ run }: Link): boolean {
  for (const copy of run.copies.values()) if (presentObservations(copy).length > 0) return true;
  return false;
}

/** Whether a copy is there that no proof has shown to be bad. */
export function hasUsableCopy({ run }: Link): boolean {
  for (const copy of run.copies.values()) if (isUsable(copy)) return true;
  return false;
}

/** When the last of a run's copies was removed; null while one is there or none was ever seen. */
export function goneAtMs(link: Link): number | null {
  const { copies } = link.run;
  if (copies.size === 0 || hasPresentCopy(link)) return null;
  return Math.max(...[...copies.values()].map(({ removedAtMs }) => removedAtMs ?? 0));
}

/** Until when the policy promises a point; null where it promises nothing. */
export function keepUntilMs({ member, success }: Point): number | null {
  const keepMs = member.policy?.retention?.keep;
  return keepMs === undefined ? null : success.finishedAtMs + keepMs;
}

/** Whether all copies are gone before the time that the policy promises. */
export function isGoneEarly(point: Point): boolean {
  const untilMs = keepUntilMs(point);
  const goneMs = goneAtMs(point);
  return untilMs !== null && goneMs !== null && goneMs < untilMs;
}

/** Whether something would be lost with its base: it is promised still, and not gone itself. */
export function isOwed(point: Point, nowMs: number): boolean {
  const untilMs = keepUntilMs(point);
  return untilMs !== null && untilMs > nowMs && goneAtMs(point) === null;
}

/** What a backup of logs covers; null where its source does not say. */
export function rangeOf({ success: { chain } }: Point) {
  const { firstLsn, lastLsn } = chain ?? {};
  return firstLsn === undefined || lastLsn === undefined ? null : { firstLsn, lastLsn };
}
