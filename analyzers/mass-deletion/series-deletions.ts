import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { presentObservations } from "../copies/copy.ts";
import { type CopyScene, presentCopies } from "../copies/copy-scene.ts";
import type { Memory } from "../detection/memory.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { compareRuns, type Run, successOf } from "../runs/run.ts";
import type { RunShelf } from "../runs/run-shelf.ts";
import { createBursts, WINDOW_MS } from "./create-bursts.ts";
import { type EarlyEnd, earlyEndsOf, endKey } from "./early-ends.ts";
import { type DeletionBounds, deletionMatter, tellDeletion } from "./tell-deletion.ts";
import { isManyOfVault } from "./vault-deletions.ts";

/** So many restore points of one series within a window are no accident of one file. */
const RUNS_MIN = 3;
const NEWEST_SHARE = 1 / 3;
/** What goes after a mass deletion was told is counted together: it may be thousands. */
const COUNT_AFTER_MS = 60_000;

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  /** The runs within their retention. */
  readonly shelf: Pick<RunShelf, "get" | "runs">;
  /** Who is woken to judge. */
  readonly sleeper: Sleeper;
  readonly memory: Memory;
};
type Told = {
  readonly onset: string;
  readonly lastGood: string | null;
  readonly runs: number;
  readonly bounds: DeletionBounds;
};

/**
 * The restore points of one series that end too early, told at once where they are many, or where
 * other series lose theirs in the same vault at the same time.
 */
export function createSeriesDeletions({ world, series, subject, zone, ...its }: Subject) {
  const { shelf, sleeper } = its;
  const memory = its.memory.part("deletions");
  /** By run; hardly any series has an entry. */
  const known = memory.of("known", () => new Map<string, readonly EarlyEnd[]>());
  const { tenant } = series;
  const episode = memory.of("episode", (): { told: Told | null } => ({ told: null }));
  const own = createBursts(
    (ends) => isMass(ends) && !isPurge(ends, shelf),
    memory,
    () => world.passOver("early-ends", subject),
  );

  function set(runId: string, ends: readonly EarlyEnd[], nowMs: number) {
    const before = known.get(runId) ?? [];
    const [gone, come] = [without(before, ends), without(ends, before)];
    if (gone.length === 0 && come.length === 0) return;
    const isLess = gone.some(isOfBurst);
    if (ends.length > 0) known.set(runId, ends);
    else known.delete(runId);
    for (const end of gone) {
      own.drop(endKey(end));
      world.deletions.drop(tenant, end, nowMs);
    }
    for (const end of come) {
      own.put(endKey(end), end);
      world.deletions.put(tenant, end, nowMs);
    }
    if (isLess || isLastGoodLost(episode.told, shelf)) return judge(nowMs);
    if (!come.some(isOfBurst)) return;
    if (episode.told) world.timers.set(nowMs + COUNT_AFTER_MS, sleeper);
    else judge(nowMs);
  }

  function judge(nowMs: number) {
    const many = [...known.values()].flat().filter(isOfBurst);
    if (many.length === 0) {
      episode.told = null;
      const resolution = "fewer are gone than a mass deletion would take";
      const matter = deletionMatter(subject);
      return world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
    }
    const lastGood = findLastGood(shelf.runs());
    const { told } = episode;
    const runs = new Set(many.map(({ runId }) => runId)).size;
    const isNews = told?.lastGood !== (lastGood?.runId ?? null) || told.runs < runs;
    if (!isNews) return;
    const sinceMs = Math.min(...many.map(({ atMs }) => atMs));
    const onset = told?.onset ?? instantToJson(sinceMs);
    const isOwn = many.some((end) => own.of(endKey(end)) !== null);
    const bounds = isOwn ? OF_SERIES : boundsOfVault(world, tenant, { many, told });
    episode.told = { onset, lastGood: lastGood?.runId ?? null, runs, bounds };
    const lost = { ends: many, lastGood, bounds };
    const fault = tellDeletion({ series, subject, zone, onset }, lost);
    world.ledger.settle({ verdict: "found", fault: { ...fault, revised: true } }, nowMs);
  }

  function isOfBurst(end: EarlyEnd): boolean {
    return (own.of(endKey(end)) ?? world.deletions.burstOf(tenant, end)) !== null;
  }

  return {
    judge,
    note: (scene: CopyScene, nowMs: number) => set(scene.run.runId, earlyEndsOf(scene), nowMs),
    forget: (run: Run, nowMs: number) => set(run.runId, [], nowMs),
  };
}

const OF_SERIES: DeletionBounds = { rule: "series", runsMin: RUNS_MIN, windowMs: WINDOW_MS };

/** The newest run that still has a copy. */
function findLastGood(runs: Iterable<Run>): Run | null {
  let last: Run | null = null;
  for (const run of runs)
    if (successOf(run) && presentCopies(run).length > 0 && (!last || compareRuns(last, run) < 0))
      last = run;
  return last;
}

/** Whether what was told as the last good run has no copy any more: people restore from it. */
function isLastGoodLost(told: Told | null, { get }: Pick<RunShelf, "get">): boolean {
  if (!told || told.lastGood === null) return false;
  const run = get(told.lastGood);
  return run === null || presentCopies(run).length === 0;
}

type Lost = { readonly many: readonly EarlyEnd[]; readonly told: Told | null };

/** What made them many in the vault that lost most; a vault that grew since made them no fewer. */
function boundsOfVault({ deletions }: World, tenant: string, { many, told }: Lost): DeletionBounds {
  const oneOfEach = new Map(many.map((end) => [deletions.burstOf(tenant, end), end]));
  const counts = [...oneOfEach.values()].flatMap((end) => deletions.countsOf(tenant, end) ?? []);
  const [most] = counts.sort((a, b) => b.vaultRuns - a.vaultRuns);
  if (told?.bounds.rule === "vault" && most && !isManyOfVault(most)) return told.bounds;
  return { rule: "vault", windowMs: WINDOW_MS, ...most };
}

function without(some: readonly EarlyEnd[], others: readonly EarlyEnd[]): readonly EarlyEnd[] {
  const keys = new Set(others.map(endKey));
  return some.filter((end) => !keys.has(endKey(end)));
}

/**
 * Several runs that were made in a longer time than they went in: a job that purges each a little
 * too early takes them one by one, as they were made.
 */
function isMass(ends: Iterable<EarlyEnd>): boolean {
  const beganAtMs = new Map<string, number>();
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const end of ends) {
    beganAtMs.set(end.runId, end.beganAtMs);
    firstMs = Math.min(firstMs, end.beganAtMs);
    lastMs = Math.max(lastMs, end.beganAtMs);
    if (beganAtMs.size >= RUNS_MIN && lastMs - firstMs >= WINDOW_MS) return true;
  }
  return false;
}

/**
 * Whether the newest third of the restore points is there, in each vault: what goes before is a
 * retention too short, of a whole chain at a time maybe, and told as such. Of more ends it never is
 * one where it was none of fewer.
 */
function isPurge(ends: Iterable<EarlyEnd>, shelf: Pick<RunShelf, "runs">): boolean {
  const byVault = Map.groupBy(ends, ({ place }) => place.vault);
  return byVault.entries().every(([vault, its]) => keepsNewest(its, vault, shelf.runs()));
}

function keepsNewest(ends: readonly EarlyEnd[], vault: string, runs: Iterable<Run>): boolean {
  const ended = new Set(ends.map(({ runId }) => runId));
  const newestMs = Math.max(...ends.map(({ beganAtMs }) => beganAtMs));
  let [older, newer] = [0, 0];
  for (const run of runs) {
    const beganAtMs = successOf(run)?.startedAtMs;
    if (beganAtMs === undefined || ended.has(run.runId)) continue;
    if (!isIn(run, vault)) continue;
    if (beganAtMs > newestMs) newer += 1;
    else older += 1;
  }
  return newer >= NEWEST_SHARE * (newer + older + ended.size);
}

/** Asked of every run at each early end. */
function isIn(run: Run, vault: string): boolean {
  for (const copy of run.copies.values())
    if (copy.place.vault === vault && presentObservations(copy).length > 0) return true;
  return false;
}
