import {
  goneAtMs,
  hasPresentCopy,
  isOwed,
  keepUntilMs,
  type Members,
  type Point,
} from "../chains/link.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { findComing, isContrary } from "./find-coming.ts";
import { type ComingPurge, purgeMatter, tellPurge } from "./tell-purge.ts";

/** Long enough before a purge to change a retention, over a weekend too. */
const FORETELL_MS = 72 * 3_600_000;
/** A purge takes what leans on a base soon after it, or leaves it. */
const FOLLOW_MS = 24 * 3_600_000;

type Subject = {
  readonly world: World;
  readonly sleeper: Sleeper;
  readonly patience: SeriesPatience;
  readonly members: Members;
  readonly memory: Memory;
};

type Bases = {
  readonly leaning: Map<Point, Set<Point>>;
  /** Series whose bases were seen to go at their time and leave behind what leans on them. */
  readonly leaving: Set<string>;
  /** By subject. */
  readonly told: Map<string, string>;
};

const noBases = (): Bases => ({ leaning: new Map(), leaving: new Set(), told: new Map() });

/**
 * Bases of one asset that will go before what leans on them: by their policies, or because those
 * before them did.
 */
export type PurgeWatch = ReturnType<typeof createPurgeWatch>;

export function createPurgeWatch({ world, sleeper, patience, ...its }: Subject) {
  const { leaning, leaving, told } = its.memory.of("bases", noBases);
  const toldMembers = () => [...told.keys()].flatMap((subject) => its.members.get(subject) ?? []);

  function note(point: Point, base: Point | null, nowMs: number) {
    if (!base || !(isContrary(base, point) || isDifferential(point))) return;
    leaning.set(base, (leaning.get(base) ?? new Set()).add(point));
    judge(nowMs);
  }

  function judge(nowMs: number) {
    for (const [base, points] of leaning) noteHabit(base, points, nowMs);
    const all = [...leaning].flatMap(
      ([base, points]) =>
        findComing(base, points, { nowMs, leaves: leaving.has(base.member.subject) }) ?? [],
    );
    const coming = all.sort((a, b) => a.purgeMs - b.purgeMs);
    const members = new Set(coming.map(({ base }) => base.member));
    // The episode goes on while the bases before left something behind.
    const left = new Set(
      [...leaning].flatMap((each) => (leaves(...each, nowMs) ? each[0].member : [])),
    );
    for (const member of toldMembers())
      if (!members.has(member) && !left.has(member)) clear(member, nowMs);
    for (const member of members) {
      const first = coming.find(({ base }) => base.member === member);
      if (first) tell(first, nowMs);
    }
  }

  function tell(first: ComingPurge, nowMs: number) {
    const { member, run } = first.base;
    const foretellMs = first.purgeMs - FORETELL_MS;
    if (!told.has(member.subject) && nowMs < foretellMs)
      return world.timers.set(foretellMs, sleeper);
    const sinceRunId = told.get(member.subject) ?? run.runId;
    told.set(member.subject, sinceRunId);
    world.ledger.settle({ verdict: "found", fault: tellPurge(first, sinceRunId) }, nowMs);
  }

  function noteHabit(base: Point, points: ReadonlySet<Point>, nowMs: number) {
    const goneMs = goneAtMs(base);
    const untilMs = keepUntilMs(base);
    if (goneMs === null || untilMs === null || goneMs < untilMs) return;
    const left = [...points].filter((point) => hasPresentCopy(point) && isOwed(point, nowMs));
    if (left.length === 0) return;
    const channels = left.flatMap(({ run }) =>
      [...run.copies.values()].map(({ place }) => world.channels.ofVault(place.vault)),
    );
    const late = channels.filter((channel) => patience.watermarkOf(channel) < goneMs + FOLLOW_MS);
    for (const channel of late) patience.waitFor(channel, goneMs + FOLLOW_MS, nowMs);
    if (late.length === 0) leaving.add(base.member.subject);
  }

  function clear(member: Point["member"], nowMs: number) {
    told.delete(member.subject);
    const resolution = "nothing outlives its base any more";
    world.ledger.settle({ verdict: "clear", matter: purgeMatter(member), resolution }, nowMs);
  }

  function forget(link: Point) {
    leaning.delete(link);
    for (const points of leaning.values()) points.delete(link);
  }

  return { note, judge, forget };
}

function isDifferential({ member }: Point): boolean {
  return member.series.backupType === "differential";
}

function leaves(base: Point, points: ReadonlySet<Point>, nowMs: number): boolean {
  return goneAtMs(base) !== null && [...points].some((point) => isOwed(point, nowMs));
}
