import type { PromiseSubject } from "../proofs/promise-watch.ts";
import type { ProofMemory, ProvenCopy } from "../proofs/proof-memory.ts";
import { successOf } from "../runs/run.ts";
import { expiringFromMs, type LastPoint, lastPointOf } from "./last-point.ts";
import { expiringMatter, tellExpiring } from "./tell-expiring.ts";

type Subject = PromiseSubject & { readonly proofs: ProofMemory };

/** Whether the newest point of one series that is proven is about to go, with none after it. */
export function createExpiringWatch(its: Subject) {
  const { world, series, subject, protection, sleeper, proofs } = its;
  const { policy, zone } = protection.policy;
  const { verification, retention } = policy;
  const known = its.memory.of("expiring", (): { told: LastPoint | null } => ({ told: null }));

  function judge(nowMs: number) {
    if (!verification || !retention) return;
    const retiredAtMs = protection.slots.retiredAtMs();
    if (retiredAtMs !== null && retiredAtMs <= nowMs) return clear("it is not expected", nowMs);
    const last = newestProven();
    // What is no longer known is not better for that.
    if (!last) return;
    const fromMs = expiringFromMs(last, verification.every);
    if (fromMs > nowMs) {
      world.timers.set(fromMs, sleeper);
      return clear(`proven by ${last.copy.proof}`, nowMs);
    }
    const { told } = known;
    const isKnown = told?.copy.proof === last.copy.proof && told.removedAtMs === last.removedAtMs;
    if (isKnown) return;
    known.told = last;
    const about = { series, subject, zone, retention, everyMs: verification.every };
    const fault = { ...tellExpiring(about, last), revised: true };
    world.ledger.settle({ verdict: "found", fault }, nowMs);
  }

  /** Of the copies of one run the one that is kept longest. */
  function newestProven(): LastPoint | null {
    const points = [...proofs.proven()].flatMap((copy) => pointOf(copy) ?? []);
    return points.reduce<LastPoint | null>((best, point) => {
      const laterMs = best ? point.runFinishedAtMs - best.runFinishedAtMs : 1;
      if (laterMs !== 0 || !best) return laterMs > 0 ? point : best;
      return keptOf(point) > keptOf(best) ? point : best;
    }, null);
  }

  function pointOf(copy: ProvenCopy): LastPoint | null {
    const run = protection.runOf(copy.runId);
    const success = run && successOf(run);
    const stored = run?.copies.get(copy.place.uri);
    if (!success || !stored || !retention) return null;
    return lastPointOf(copy, { stored, runFinishedAtMs: success.finishedAtMs, retention });
  }

  function clear(resolution: string, nowMs: number) {
    if (!known.told) return;
    known.told = null;
    const matter = expiringMatter(subject);
    world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
  }

  return { judge };
}

/** What is there is kept longer than what is gone. */
function keptOf({ removedAtMs, keptUntilMs }: LastPoint): number {
  return removedAtMs ?? keptUntilMs;
}
