import type { Decision } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesKey } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { createMember } from "../chains/create-member.ts";
import type { RestoreWatch } from "../chains/restore-watch.ts";
import type { CopyEvent } from "../copies/note-copy.ts";
import type { SeriesDecisions } from "../decisions/series-decisions.ts";
import { createPromiseWatch } from "../proofs/promise-watch.ts";
import type { RunEvent } from "../runs/note-run.ts";
import { nextExpectedMs } from "../slots/next-expected.ts";
import type { Expectation } from "../unprotected/asset-watch.ts";
import { settleNoPolicy } from "../unprotected/settle-no-policy.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import { createLastRun } from "./create-last-run.ts";
import { createProtection, type Protection } from "./protection.ts";
import { sayPromises } from "./say-promises.ts";
import type { Sleeper, World } from "./world.ts";

type Options = {
  readonly policy: CompiledPolicy | null;
  /** Of its asset. */
  readonly restore: RestoreWatch;
  /** Told whenever the series may look different to people. */
  readonly changed: (key: string) => void;
};

/** One series, with or without a policy. */
export type SeriesWatch = ReturnType<typeof createSeriesWatch>;

export function createSeriesWatch(world: World, series: Series, options: Options) {
  const { policy, restore, changed } = options;
  const subject = seriesKey(series);
  const sleeper: Sleeper = { wake };
  const protection = policy && createProtection({ world, series, subject, policy, sleeper });
  const member = createMember(world, series, { subject, policy, protection });
  restore.join(member);
  const promise = protection && createPromiseWatch({ world, series, subject, protection });
  const last = createLastRun();
  function wake(nowMs: number) {
    protection?.judge(nowMs, []);
    changed(subject);
  }

  function acceptRun(event: RunEvent, nowMs: number) {
    last.note(event);
    const run = protection?.acceptRun(event, nowMs) ?? null;
    restore.acceptRun(member, event, { run, nowMs });
    if (!protection) settleNoPolicy(world, { series, subject }, nowMs);
    changed(subject);
  }

  function acceptCopy(event: CopyEvent, nowMs: number) {
    const run = protection?.acceptCopy(event, nowMs) ?? null;
    restore.acceptCopy(member, event, { run, nowMs });
    promise?.noteCopy(nowMs);
    changed(subject);
  }

  function acceptProof(proof: Proof, nowMs: number) {
    restore.acceptProof(member, proof, { run: protection?.runOf(proof.runId) ?? null, nowMs });
    promise?.accept(proof, nowMs);
    changed(subject);
  }

  /** It exists since then, and until then: slots count from the one and end with the other. */
  function expect(said: Expectation, nowMs: number) {
    protection?.slots.expectFrom(said.sinceMs);
    protection?.slots.retire(said);
    member.retire(said.untilMs ?? Number.POSITIVE_INFINITY);
    wake(nowMs);
    promise?.judge(nowMs);
  }

  function decide(decision: Decision, nowMs: number) {
    if (protection) protection.decide(decision, nowMs);
    else if (last.hasSucceeded()) settleNoPolicy(world, { series, subject }, nowMs);
    promise?.judge(nowMs);
    changed(subject);
  }

  function stateAt(nowMs: number): Omit<SeriesState, "version" | "updatedAt"> {
    const seen = sayProtection(protection, world.decisions.of(series, subject), nowMs);
    const said = { ...last.say(), ...sayPromised(policy, promise?.proofDueMs() ?? null) };
    return { series, policy: policy?.policy.name ?? null, ...seen, ...said };
  }

  return {
    /** Who answers for the series, or its asset, may be another than before. */
    wake: (nowMs: number) => {
      wake(nowMs);
      restore.wake(nowMs);
    },
    ...{ series, subject, acceptRun, acceptCopy, acceptProof, expect, decide, stateAt, last },
    policy: policy?.policy ?? null,
    nextDueMs: (afterMs: number) => protection?.slots.nextDueMs(afterMs) ?? null,
    channelOfRuns: () => protection?.channelOfRuns() ?? world.channels.lag,
    sourceOfRuns: () => protection?.sourceOfRuns() ?? null,
  };
}

function sayProtection(
  protection: Protection | null,
  decisions: SeriesDecisions,
  nowMs: number,
): Pick<SeriesState, "state" | "slot" | "nextSlot" | "learning"> {
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
): Pick<SeriesState, "promises" | "proofDueAt"> {
  return {
    ...(policy && { promises: sayPromises(policy.policy) }),
    ...(proofDueMs !== null && { proofDueAt: instantToJson(proofDueMs) }),
  };
}

function sayInstant(atMs: number | null): string | null {
  return atMs === null ? null : instantToJson(atMs);
}
