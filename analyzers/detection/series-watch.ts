import type { Decision } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { SeriesState as SeriesRow } from "../../schemas/series-state.ts";
import { createMember } from "../chains/create-member.ts";
import type { CopyEvent } from "../copies/note-copy.ts";
import type { SeriesDecisions } from "../decisions/series-decisions.ts";
import { createPromiseWatch } from "../proofs/promise-watch.ts";
import type { RunEvent } from "../runs/note-run.ts";
import { nextExpectedMs } from "../slots/next-expected.ts";
import type { Expectation } from "../unprotected/asset-watch.ts";
import { settleNoPolicy } from "../unprotected/settle-no-policy.ts";
import type { Family } from "./asset.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import type { KnownSeries } from "./known-series.ts";
import { createProtection, type Protection } from "./protection.ts";
import { sayPromises } from "./say-promises.ts";
import type { World } from "./world.ts";

/** As people see it. */
export type SeriesState = Omit<SeriesRow, "version" | "updatedAt">;

/** One series, with or without a policy. */
export type SeriesWatch = ReturnType<typeof createSeriesWatch>;

export function createSeriesWatch(world: World, known: KnownSeries, family: Family) {
  const { series, subject, compiled: policy, last, rows, onProofDue: sleeper } = known;
  const { restore, fulls } = family;
  const memory = family.memory.part(series.backupType);
  const about = { world, series, subject, memory };
  const protection = policy && createProtection({ ...about, policy, known, fulls });
  const member = createMember(world, series, { subject, policy, protection, memory });
  restore.join(member);
  const promise = protection && createPromiseWatch({ ...about, protection, sleeper });

  function judge(nowMs: number) {
    protection?.judge(nowMs, []);
    rows.note(subject);
  }

  function acceptRun(event: RunEvent, nowMs: number) {
    last.note(event);
    const run = protection?.acceptRun(event, nowMs) ?? null;
    restore.acceptRun(member, event, { run, nowMs });
    if (!protection) settleNoPolicy(world, { series, subject }, nowMs);
    rows.note(subject);
  }

  function acceptCopy(event: CopyEvent, nowMs: number) {
    const run = protection?.acceptCopy(event, nowMs) ?? null;
    restore.acceptCopy(member, event, { run, nowMs });
    promise?.noteCopy(nowMs);
    rows.note(subject);
  }

  function acceptProof(proof: Proof, nowMs: number) {
    restore.acceptProof(member, proof, { run: protection?.runOf(proof.runId) ?? null, nowMs });
    promise?.accept(proof, nowMs);
    rows.note(subject);
  }

  /** It exists since then, and until then: slots count from the one and end with the other. */
  function expect(said: Expectation, nowMs: number) {
    protection?.slots.expectSince(said.sinceMs, nowMs);
    protection?.slots.retire(said);
    member.retire(said.untilMs ?? Number.POSITIVE_INFINITY);
    judge(nowMs);
    promise?.judge(nowMs);
  }

  function decide(decision: Decision, nowMs: number) {
    if (protection) protection.decide(decision, nowMs);
    else if (last.hasSucceeded()) settleNoPolicy(world, { series, subject }, nowMs);
    promise?.judge(nowMs);
    rows.note(subject);
  }

  function stateAt(nowMs: number): SeriesState {
    const seen = sayProtection(protection, world.decisions.of(series, subject), nowMs);
    const said = { ...last.say(), ...sayPromised(policy, promise?.proofDueMs() ?? null) };
    return { series, policy: policy?.policy.name ?? null, ...seen, ...said };
  }

  return {
    ...{ acceptRun, acceptCopy, acceptProof, expect, decide, stateAt, judge },
    judgePromise: (nowMs: number) => {
      promise?.judge(nowMs);
      rows.note(subject);
    },
    judgeDeletions: (nowMs: number) => protection?.judgeDeletions(nowMs),
    expectFrom: (sinceMs: number) => protection?.slots.expectFrom(sinceMs),
    nextDueMs: (afterMs: number) => protection?.slots.nextDueMs(afterMs) ?? null,
    knownDue: () => protection?.slots.knownDue() ?? null,
  };
}

function sayProtection(
  protection: Protection | null,
  decisions: SeriesDecisions,
  nowMs: number,
): Pick<SeriesRow, "state" | "slot" | "nextSlot" | "learning"> {
  if (!protection) return { state: "unprotected", slot: null, nextSlot: null };
  const { slots, learning } = protection;
  const { state, dueMs } = slots.stateAt(nowMs);
  const nextMs = nextExpectedMs(slots.nextDueMs, decisions, nowMs);
  const learned = learning();
  return {
    state,
    slot: sayInstant(dueMs),
    nextSlot: sayInstant(nextMs),
    ...(learned && { learning: learned }),
  };
}

function sayPromised(
  policy: CompiledPolicy | null,
  proofDueMs: number | null,
): Pick<SeriesRow, "promises" | "proofDueAt"> {
  return {
    ...(policy && { promises: sayPromises(policy.policy) }),
    ...(proofDueMs !== null && { proofDueAt: instantToJson(proofDueMs) }),
  };
}

function sayInstant(atMs: number | null): string | null {
  return atMs === null ? null : instantToJson(atMs);
}
