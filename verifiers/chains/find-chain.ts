import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Check } from "../../schemas/proof.ts";
import type { Series } from "../../schemas/series.ts";
import type { Backup } from "./backup.ts";
import { followLogs } from "./follow-logs.ts";
import { sayChain } from "./say-chain.ts";

/** What a restore of a backup begins with and goes on with. */
export type FoundChain =
  /** In the order of restoring: the backup itself is the last. */
  | { readonly state: "found"; readonly links: readonly Backup[] }
  /** A link lacks, or is none. */
  | ({ readonly state: "broken" } & Lack)
  /** Its source does not say what it rests on, or that may be from before our time. */
  | ({ readonly state: "unknown" } & Lack);
export type Lack = { readonly reason: Bilingual; readonly observed: Check["observed"] };

type Wanted = { readonly runId: string; readonly backupType: Series["backupType"] };

/** A run's id is its series' own; where several types use one id, the fuller backup is meant. */
const BY_FULLNESS = ["full", "image", "incremental", "differential", "log"] as const;

/**
 * Finds the least chain that restores a backup, by the rules of SQL Server: the newest full or
 * differential (on its own full) that ended before it, then log after log of the same family and
 * recovery fork, each beginning no later than what came before it ended. Others name their parent.
 * With `targetMs` what the logs are applied to had ended by then. Null: nothing says that it rests
 * on others. Engine-neutral and pure.
 */
export function findChain(
  backups: readonly Backup[],
  { runId, backupType }: Wanted,
  targetMs: number | null,
): FoundChain | null {
  const own = backups.find(
    (backup) => backup.runId === runId && backup.series.backupType === backupType,
  );
  // Most images stand alone.
  if (!own) return backupType === "image" ? null : { state: "unknown", ...sayChain.unheard(runId) };
  const walk = { backups, targetMs, seen: new Set<Backup>() };
  return leadTo(own, walk);
}

/**
 * The chains of all of these backups, none of which is a log by its LSNs: each is looked for once,
 * so that those that rest on one another by the hundred take no longer. The oldest come first.
 */
export function findChains(backups: readonly Backup[]): ReadonlyMap<Backup, FoundChain> {
  const known = new Map<Backup, FoundChain>();
  const oldestFirst = backups.toSorted((a, b) => a.finishedAtMs - b.finishedAtMs);
  for (const own of oldestFirst) leadTo(own, { backups, targetMs: null, seen: new Set(), known });
  return known;
}

type Walk = {
  readonly backups: readonly Backup[];
  readonly targetMs: number | null;
  readonly seen: Set<Backup>;
  /** What was found already; absent where only one is looked for. */
  readonly known?: Map<Backup, FoundChain>;
};

function leadTo(own: Backup, walk: Walk): FoundChain {
  const found = walk.known?.get(own) ?? follow(own, walk);
  walk.known?.set(own, found);
  return found;
}

function follow(own: Backup, walk: Walk): FoundChain {
  // Parents that go round in a circle lead to nothing.
  if (walk.seen.has(own)) return { state: "broken", ...sayChain.circle(own) };
  walk.seen.add(own);
  const { backupType } = own.series;
  if (backupType === "full") return { state: "found", links: [own] };
  if (backupType === "log" && own.chain?.firstLsn != null && own.chain.lastLsn != null)
    return leadToLog(own, walk);
  if (backupType === "differential" && own.chain) return leadToDifferential(own, walk);
  return leadToParent(own, walk);
}

/** A base that is known is of use only with a copy that is there. */
function standOn(base: Backup, own: Backup, walk: Walk): FoundChain {
  if (base.copies.length === 0) return { state: "broken", ...sayChain.noCopy(base) };
  const below = leadTo(base, walk);
  return below.state === "found" ? { state: "found", links: [...below.links, own] } : below;
}

function leadToParent(own: Backup, walk: Walk): FoundChain {
  const { parentRunId, series } = own;
  if (parentRunId === null)
    return series.backupType === "image"
      ? { state: "found", links: [own] }
      : { state: "unknown", ...sayChain.unsaid(own) };
  const named = walk.backups.filter((one) => one !== own && one.runId === parentRunId);
  const base = BY_FULLNESS.flatMap((type) =>
    named.filter((one) => one.series.backupType === type),
  )[0];
  return base ? standOn(base, own, walk) : lacking(own, `run ${parentRunId}`, walk);
}

function leadToDifferential(own: Backup, walk: Walk): FoundChain {
  const { differentialBaseId, databaseBackupLsn, familyId } = own.chain ?? {};
  const fulls = walk.backups.filter(({ series }) => series.backupType === "full");
  if (differentialBaseId != null) {
    const base = fulls.find(({ chain }) => chain?.backupSetId === differentialBaseId);
    if (base?.copyOnly) return { state: "broken", ...sayChain.copyOnly(base) };
    return base ? standOn(base, own, walk) : lacking(own, `set ${differentialBaseId}`, walk);
  }
  if (databaseBackupLsn == null) return leadToParent(own, walk);
  const base = fulls.find(
    ({ chain, copyOnly }) =>
      !copyOnly &&
      chain?.checkpointLsn === databaseBackupLsn &&
      (familyId == null || chain.familyId === null || chain.familyId === familyId),
  );
  return base ? standOn(base, own, walk) : lacking(own, `LSN ${databaseBackupLsn}`, walk);
}

/** Nobody has heard of it: it may be from before anything was. */
function lacking(own: Backup, named: string, { backups }: Walk): FoundChain {
  const isBase = ({ series: { backupType }, copyOnly }: Backup) =>
    own.series.backupType === "differential"
      ? backupType === "full" && !copyOnly
      : backupType !== "log";
  const isKnownBefore = backups.some(
    (one) => one !== own && isBase(one) && one.finishedAtMs <= own.startedAtMs,
  );
  return { state: isKnownBefore ? "broken" : "unknown", ...sayChain.absent(own, named) };
}

function leadToLog(own: Backup, walk: Walk): FoundChain {
  const lineage = walk.backups.filter((backup) => isOfLineage(backup, own));
  const logs = lineage.filter(({ series }) => series.backupType === "log");
  let lack: FoundChain | null = null;
  for (const anchor of listAnchors(lineage, own, walk.targetMs)) {
    const below = leadTo(anchor, { ...walk, seen: new Set(walk.seen) });
    if (anchor.copies.length === 0) lack ??= { state: "broken", ...sayChain.noCopy(anchor) };
    else if (below.state !== "found") lack ??= below;
    else {
      const followed = followLogs(logs, anchor, own);
      // What begins earlier would have to pass the same gap.
      if (followed.state === "broken") return followed;
      return { state: "found", links: [...below.links, ...followed.logs] };
    }
  }
  if (lack) return lack;
  const isKnownBefore = walk.backups.some(
    ({ series, finishedAtMs }) => series.backupType !== "log" && finishedAtMs <= own.startedAtMs,
  );
  return { state: isKnownBefore ? "broken" : "unknown", ...sayChain.noAnchor(own) };
}

function isOfLineage({ chain }: Backup, own: Backup): boolean {
  return (
    chain !== null &&
    chain.familyId === (own.chain?.familyId ?? null) &&
    chain.recoveryForkId === (own.chain?.recoveryForkId ?? null)
  );
}

/** Fulls (copy-only ones too) and differentials that the logs can follow; newest first. */
function listAnchors(lineage: readonly Backup[], own: Backup, targetMs: number | null): Backup[] {
  const lastLsn = own.chain?.lastLsn ?? 0n;
  return lineage
    .filter(
      ({ series, chain, finishedAtMs }) =>
        series.backupType !== "log" &&
        chain?.lastLsn != null &&
        chain.lastLsn <= lastLsn &&
        (targetMs === null || finishedAtMs <= targetMs),
    )
    .sort((a, b) => compare(b.chain?.lastLsn ?? 0n, a.chain?.lastLsn ?? 0n));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
