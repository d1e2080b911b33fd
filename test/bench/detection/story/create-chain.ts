import type { Chain } from "../../../../schemas/events.ts";
import type { Line } from "../estate/line.ts";
import type { SlotPlan } from "./bend-slot.ts";

const HOUR_MS = 3_600_000;
/** So many LSNs a millisecond. */
const LSNS = 1_000n;
/** A recovery goes back by so much: its LSNs are given out again, on another fork. */
const RECOVERED_MS = 6 * HOUR_MS;
const FOREIGN_LASTS_MS = 6 * 60_000;
const BEFORE = "before-the-history";

type Span = { readonly startedAtMs: number; readonly finishedAtMs: number };
type RunTold = Span & { readonly runId: string };
type Fork = { readonly id: string; readonly fromMs: number; readonly backMs: number };
type Full = Span & {
  readonly backupSetId: string;
  readonly checkpointLsn: string;
  /** Null where it is not one of ours. */
  readonly runId: string | null;
};

/** What a run says of its place among the backups of its asset. */
export type Linked = {
  readonly chain?: Chain;
  readonly parentRunId?: string;
  /** The run without which this one cannot be restored; null: none, or none of ours. */
  readonly baseRunId: string | null;
};

/** The backups of one asset as they rest on each other: its bases are told of first. */
export type AssetChain = {
  readonly link: (
    line: Line,
    run: RunTold,
    plan: SlotPlan & { readonly copyOnly: boolean },
  ) => Linked;
  /** When the next base of our own was finished after an instant, or the end. */
  readonly healedAtMs: (atMs: number, untilMs: number) => number;
};

type Fate = {
  /** The history of an asset that was there before has a base from before. */
  readonly fromMs: number;
  readonly isNew: boolean;
  /** From the first full after this the database is on another recovery fork. */
  readonly recoveredAtMs: number | null;
  /** Foreign fulls, which become the base of the differentials after them. */
  readonly foreign: readonly { readonly id: string; readonly atMs: number }[];
};

export function createChain(assetKey: string, fate: Fate): AssetChain {
  const first: Fork = { id: `${assetKey}#1`, fromMs: 0, backMs: 0 };
  const forks = [first];
  const fulls: Full[] = [];
  const images: RunTold[] = [];
  let lastLog: { readonly lastLsn: string; readonly fork: Fork; readonly atMs: number } | null =
    null;
  let lastIncremental: RunTold | null = null;

  const forkAt = (atMs: number) => forks.findLast(({ fromMs }) => fromMs <= atMs) ?? first;
  const lsnAt = (atMs: number, { backMs }: Fork) => `${BigInt(Math.round(atMs) - backMs) * LSNS}`;
  const addFull = (full: Span & { backupSetId: string; runId: string | null }) => {
    const checkpointLsn = lsnAt(full.startedAtMs, forkAt(full.startedAtMs));
    fulls.push({ ...full, checkpointLsn });
    fulls.sort((a, b) => a.finishedAtMs - b.finishedAtMs);
  };
  const baseAt = (atMs: number) => fulls.findLast(({ finishedAtMs }) => finishedAtMs <= atMs);

  if (!fate.isNew) {
    const before = { startedAtMs: fate.fromMs - 2 * HOUR_MS, finishedAtMs: fate.fromMs - HOUR_MS };
    addFull({ ...before, backupSetId: `${assetKey}#before`, runId: null });
  }
  for (const { id, atMs } of fate.foreign)
    addFull({
      ...{ backupSetId: id, runId: null },
      ...{ startedAtMs: atMs, finishedAtMs: atMs + FOREIGN_LASTS_MS },
    });

  function linkFull(run: RunTold, copyOnly: boolean): Linked {
    const { startedAtMs, finishedAtMs, runId } = run;
    const { recoveredAtMs } = fate;
    const isRecovered = recoveredAtMs !== null && startedAtMs >= recoveredAtMs;
    if (isRecovered && forks.length === 1 && !copyOnly)
      forks.push({ id: `${assetKey}#2`, fromMs: startedAtMs, backMs: RECOVERED_MS });
    const said = say(run);
    const { firstLsn: checkpointLsn } = said;
    const { backupSetId } = said;
    if (!copyOnly) addFull({ startedAtMs, finishedAtMs, backupSetId, runId });
    return { chain: { ...said, checkpointLsn }, baseRunId: null };
  }

  function linkDifferential(run: RunTold): Linked {
    const base = baseAt(run.startedAtMs);
    const differentialBaseId = base?.backupSetId;
    return {
      chain: { ...say(run), ...(differentialBaseId && { differentialBaseId }) },
      baseRunId: base?.runId ?? null,
    };
  }

  function linkLog(run: RunTold, { chainBreak }: SlotPlan): Linked {
    const fork = forkAt(run.startedAtMs);
    const beganMs = Math.max(fork.fromMs, fate.fromMs - HOUR_MS);
    const isSame = lastLog !== null && lastLog.fork === fork;
    const fromMs = isSame && lastLog ? lastLog.atMs : beganMs;
    const skipMs = chainBreak === "here" ? (run.startedAtMs - fromMs) / 2 : 0;
    const firstLsn = lsnAt(fromMs + skipMs, fork);
    const lastLsn = lsnAt(run.startedAtMs, fork);
    lastLog = { lastLsn, fork, atMs: run.startedAtMs };
    return {
      chain: { ...say(run), firstLsn, lastLsn },
      baseRunId: baseAt(run.startedAtMs)?.runId ?? null,
    };
  }

  function linkIncremental(run: RunTold, { chainBreak }: SlotPlan): Linked {
    const image = images.findLast(({ finishedAtMs }) => finishedAtMs <= run.startedAtMs);
    const last = lastIncremental;
    const isLater = last !== null && (!image || last.startedAtMs >= image.finishedAtMs);
    const parentRunId = isLater ? last.runId : image?.runId;
    lastIncremental = run;
    if (chainBreak === "here") return { parentRunId: `${run.runId}-unknown`, baseRunId: null };
    if (!parentRunId)
      return fate.isNew ? { baseRunId: null } : { parentRunId: BEFORE, baseRunId: null };
    return { parentRunId, baseRunId: parentRunId };
  }

  /** What backups of a database have in common. */
  function say({ runId, startedAtMs, finishedAtMs }: RunTold) {
    const fork = forkAt(startedAtMs);
    return {
      backupSetId: `${assetKey}#${runId}`,
      familyId: assetKey,
      recoveryForkId: fork.id,
      firstLsn: lsnAt(startedAtMs, fork),
      lastLsn: lsnAt(finishedAtMs, fork),
      databaseBackupLsn: baseAt(startedAtMs)?.checkpointLsn ?? "0",
    };
  }

  return {
    link: ({ series: { assetKind, backupType } }, run, plan) => {
      if (backupType === "image") {
        images.push(run);
        return { baseRunId: null };
      }
      if (assetKind === "vm-image") return linkIncremental(run, plan);
      if (assetKind === "files") return { baseRunId: null };
      if (backupType === "full") return linkFull(run, plan.copyOnly);
      return backupType === "log" ? linkLog(run, plan) : linkDifferential(run);
    },
    healedAtMs: (atMs, untilMs) => {
      const own = [...images, ...fulls.filter(({ runId }) => runId !== null)];
      return own.find(({ finishedAtMs }) => finishedAtMs > atMs)?.finishedAtMs ?? untilMs;
    },
  };
}
