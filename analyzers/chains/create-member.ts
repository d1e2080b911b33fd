import type { Series } from "../../schemas/series.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Memory } from "../detection/memory.ts";
import type { Protection } from "../detection/protection.ts";
import type { World } from "../detection/world.ts";
import { nextExpectedMs as nextExpected } from "../slots/next-expected.ts";
import type { Member } from "./link.ts";

/** More slots in a row than this are in no maintenance window. */
const SKIPPED_MAX = 1_000;

type Options = {
  readonly subject: string;
  readonly policy: CompiledPolicy | null;
  readonly protection: Protection | null;
  readonly memory: Memory;
};

/** A series as a member of its asset; without a policy nothing is expected of it. */
export function createMember(world: World, series: Series, options: Options): Member {
  const { subject, policy, protection } = options;
  const { lag } = world.channels;
  const decisions = () => world.decisions.of(series, subject);
  const retired = options.memory.of("member", () => ({ untilMs: Number.POSITIVE_INFINITY }));

  function nextExpectedMs(afterMs: number): number | null {
    if (!protection || !policy) return null;
    const next = protection.slots.nextDueMs;
    let dueMs = nextExpected(next, decisions(), afterMs);
    for (let skipped = 0; dueMs !== null && policy.maintenanceAt(dueMs); skipped += 1) {
      if (skipped >= SKIPPED_MAX) return giveUp();
      dueMs = nextExpected(next, decisions(), dueMs);
    }
    return dueMs;
  }

  function giveUp(): null {
    world.passOver("skipped-slots", subject);
    return null;
  }

  return {
    series,
    subject,
    zone: policy?.zone ?? "UTC",
    policy: policy?.policy ?? null,
    untilMs: () => retired.untilMs,
    retire: (instantMs) => {
      retired.untilMs = instantMs;
    },
    counts: protection?.slots.counts ?? (() => true),
    isExpectedAt: (atMs) => decisions().suspensionAt(atMs) === null,
    nextExpectedMs,
    finishByMs: protection?.slots.finishByMs ?? ((dueMs) => dueMs),
    channelOfRuns: protection?.channelOfRuns ?? (() => lag),
    channelOfCopies: protection?.channelOfCopies ?? (() => lag),
  };
}
