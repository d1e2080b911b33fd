import type { Proof } from "../../schemas/proof.ts";
import type { Series } from "../../schemas/series.ts";
import type { Memory } from "../detection/memory.ts";
import type { Protection } from "../detection/protection.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { createExpiringWatch } from "../last-proof-expiring/expiring-watch.ts";
import { createOverdueWatch } from "../proof-overdue/overdue-watch.ts";
import { createRtoWatch } from "../rto-breach/rto-watch.ts";
import { createProofMemory, type ProvenCopy } from "./proof-memory.ts";

export type PromiseSubject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  readonly protection: Protection;
  readonly memory: Memory;
  /** Who is woken, and then calls `judge`. */
  readonly sleeper: Sleeper;
};

/** What the policy of one series promises of its proofs: how often, how fast, how long. */
export function createPromiseWatch(about: PromiseSubject) {
  const { policy } = about.protection.policy;
  const level = policy.verification?.level ?? "right";
  const proofs = createProofMemory(level, about.memory, noteForgotten);
  const promised = { ...about, proofs };
  const rto = createRtoWatch(about);
  const overdue = createOverdueWatch(promised);
  const expiring = createExpiringWatch(promised);

  /** Of runs that are forgotten nothing can be lost. */
  function noteForgotten({ runId }: ProvenCopy) {
    if (about.protection.runOf(runId)) about.world.passOver("copies-proven", about.subject);
  }

  function judge(nowMs: number) {
    overdue.judge(nowMs);
    expiring.judge(nowMs);
  }

  function accept(proof: Proof, nowMs: number) {
    proofs.note(proof);
    rto.accept(proof, nowMs);
    judge(nowMs);
  }

  /** A copy was seen, or is gone. */
  function noteCopy(nowMs: number) {
    overdue.noteCopy(nowMs);
    expiring.judge(nowMs);
  }

  return { accept, judge, noteCopy, proofDueMs: overdue.dueMs };
}
