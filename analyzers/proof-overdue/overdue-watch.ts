import type { PromiseSubject } from "../proofs/promise-watch.ts";
import type { ProofMemory } from "../proofs/proof-memory.ts";
import { proofDeadlineMs } from "./proof-deadline.ts";
import { overdueMatter, tellProofOverdue } from "./tell-proof-overdue.ts";

/** A maintenance window is over when it is looked at again. */
const LOOK_EVERY_MS = 3_600_000;

type Subject = PromiseSubject & { readonly proofs: ProofMemory };

type Known = { firstCopyMs: number | null; dueMs: number | null; isTold: boolean };

const nothingDue = (): Known => ({ firstCopyMs: null, dueMs: null, isTold: false });

/** Whether the proof that a series is promised is there, counted from its first copy. */
export function createOverdueWatch(about: Subject) {
  const { world, series, subject, protection, sleeper, proofs } = about;
  const { policy, zone, verifiedSinceMs, maintenanceAt } = protection.policy;
  const { every: everyMs, level } = policy.verification ?? { every: 0, level: "right" };
  const isPromised = world.hearsProofs && policy.verification !== undefined;
  const known = about.memory.of("overdue", nothingDue);

  /** From its receipt on: what came before could not be proven. */
  function noteCopy(nowMs: number) {
    if (known.firstCopyMs !== null) return;
    known.firstCopyMs = nowMs;
    judge(nowMs);
  }

  function judge(nowMs: number) {
    known.dueMs = null;
    const last = proofs.last();
    const fromMs = last?.finishedAtMs ?? known.firstCopyMs;
    if (!isPromised || fromMs === null) return;
    const decisions = world.decisions.of(series, subject);
    const suspension = decisions.suspensionAt(nowMs);
    const retiredAtMs = protection.slots.retiredAtMs();
    if (suspension || (retiredAtMs !== null && retiredAtMs <= nowMs)) {
      const untilMs = suspension?.untilMs ?? Number.POSITIVE_INFINITY;
      if (Number.isFinite(untilMs)) world.timers.set(untilMs, sleeper);
      return clear("it is not expected", nowMs);
    }
    const failedMs = proofs.failedSinceMs();
    const resumedMs = decisions.resumedMs(nowMs);
    const sinceMs = Math.max(fromMs, verifiedSinceMs);
    const promised = { everyMs, fromMs, sinceMs, failedMs, resumedMs };
    const deadlineMs = proofDeadlineMs(promised);
    known.dueMs = deadlineMs;
    if (deadlineMs > nowMs) {
      world.timers.set(deadlineMs, sleeper);
      return clear(last ? `proven by ${last.proof}` : "another period is promised", nowMs);
    }
    if (known.isTold) return;
    if (maintenanceAt(nowMs) !== null) return world.timers.set(nowMs + LOOK_EVERY_MS, sleeper);
    known.isTold = true;
    const seen = { series, subject, zone, level, last, ...promised };
    const fault = tellProofOverdue({ ...seen, deadlineMs, nowMs });
    world.ledger.settle({ verdict: "found", fault }, nowMs);
  }

  function clear(resolution: string, nowMs: number) {
    if (!known.isTold) return;
    known.isTold = false;
    const matter = overdueMatter(subject);
    world.ledger.settle({ verdict: "clear", matter, resolution }, nowMs);
  }

  return {
    noteCopy,
    judge,
    /** When the next proof is, or was, overdue; null while none is expected. */
    dueMs: () => known.dueMs,
  };
}
