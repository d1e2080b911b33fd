import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import type { AnnouncedChange } from "../changes/announcements.ts";
import { presentCopies } from "../copies/copy-scene.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { SeriesPatience } from "../detection/series-patience.ts";
import type { World } from "../detection/world.ts";
import { type Run, successOf } from "../runs/run.ts";
import { createKeptCopies, type KeptCopy } from "./create-kept-copies.ts";
import { overdueMatter, tellPurgeOverdue } from "./tell-purge-overdue.ts";

/** Where no run has a time that will be over. */
const LOOK_EVERY_MS = 3_600_000;

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly policy: CompiledPolicy;
  readonly patience: SeriesPatience;
  readonly runs: () => Iterable<Run>;
  readonly memory: Memory;
};
type Purge = { readonly run: Run; readonly byMs: number };
type Next = { readonly run: Run | null; readonly byMs: number };
const unseen = (): { next: Next } => ({ next: { run: null, byMs: Number.NEGATIVE_INFINITY } });
type Told = { readonly since: string; readonly copies: number };

/** The copies of one series that are still there after they should have been purged, by vault. */
export function createPurgeWatch(about: Subject) {
  const { world, series, subject, policy, patience, runs } = about;
  const memory = about.memory.part("purges");
  const kept = createKeptCopies({ world, subject, patience, memory });
  const told = memory.of("told", () => new Map<string, Told>());
  const { retention } = policy.policy;
  const ahead = memory.of("ahead", unseen);

  /** Looks at a run of which something was heard, or whose time is over. */
  function note(run: Run, nowMs: number) {
    const byMs = purgeByMs(run, retention);
    if (byMs === null || byMs > nowMs) return;
    const present = presentCopies(run);
    for (const uri of run.copies.keys())
      if (!present.some(({ place }) => place.uri === uri)) kept.drop(uri);
    for (const copy of present)
      kept.keep(run, copy, putOff(byMs, world.announcements.at(series, byMs), retention));
  }

  /** Looks at the runs whose time is over; it will be asked again at `askedAtMs`, or before. */
  function judge(nowMs: number, askedAtMs: number | null) {
    if (!retention) return;
    if (nowMs >= ahead.next.byMs) ahead.next = lookAtRuns(nowMs);
    const { next } = ahead;
    if (next.run && (askedAtMs === null || next.byMs < askedAtMs))
      awaitPurge(about, { ...next, run: next.run }, nowMs);
    if (kept.isEmpty() && told.size === 0) return;
    const byVault = Map.groupBy(kept.proven(), ({ place }) => place.vault);
    for (const vault of told.keys()) if (!byVault.has(vault)) clear(vault, nowMs);
    for (const [vault, copies] of byVault) tell(vault, copies, nowMs);
    for (const { channel, atMs } of kept.awaited()) patience.waitFor(channel, atMs, nowMs);
  }

  /** Gives the next run whose time will be over, in the order in which they were heard of. */
  function lookAtRuns(nowMs: number): Next {
    for (const run of runs()) {
      const byMs = purgeByMs(run, retention);
      if (byMs !== null && byMs > nowMs) return { run, byMs };
      note(run, nowMs);
    }
    return { run: null, byMs: nowMs + LOOK_EVERY_MS };
  }

  function clear(vault: string, nowMs: number) {
    told.delete(vault);
    const matter = overdueMatter(subject, vault);
    world.ledger.settle({ verdict: "clear", matter, resolution: "it was removed" }, nowMs);
  }

  function tell(vault: string, copies: readonly KeptCopy[], nowMs: number) {
    const [oldest] = [...copies].sort((a, b) => a.finishedAtMs - b.finishedAtMs);
    const before = told.get(vault);
    if (!oldest || before?.copies === copies.length) return;
    const since = before?.since ?? oldest.place.uri;
    told.set(vault, { since, copies: copies.length });
    const fault = tellPurgeOverdue(
      { series, subject, zone: policy.zone, vault, retention },
      { oldest, copies: copies.length, since, proof: kept.proofOf(oldest) },
    );
    world.ledger.settle({ verdict: "found", fault: { ...fault, revised: true } }, nowMs);
  }

  function noteRemoval(vault: string, uri: string) {
    world.removingVaults.add(vault);
    kept.drop(uri);
  }

  return { note, judge, noteRemoval };
}

function awaitPurge({ world, patience }: Subject, next: Purge, nowMs: number): void {
  for (const { place } of presentCopies(next.run))
    patience.waitFor(world.channels.ofVault(place.vault), next.byMs, nowMs);
}

function purgeByMs(run: Run, retention: Policy["retention"]): number | null {
  const success = successOf(run);
  if (!success || !retention) return null;
  return success.finishedAtMs + retention.keep + retention.purgeWithin;
}

/** A change that was announced for then, such as a legal hold, puts a purge off. */
function putOff(
  byMs: number,
  changes: readonly AnnouncedChange[],
  retention: Policy["retention"],
): number {
  const holds = changes.filter(({ kind }) => kind === "policy" || kind === "migration");
  return Math.max(byMs, ...holds.map(({ toMs }) => toMs + (retention?.purgeWithin ?? 0)));
}
