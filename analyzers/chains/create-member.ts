import type { Series } from "../../schemas/series.ts";
import type { CompiledPolicy } from "../detection/compile-policies.ts";
import type { Protection } from "../detection/protection.ts";
import type { World } from "../detection/world.ts";
import type { Member } from "./link.ts";

/** More slots in a row than this are in no maintenance window. */
const SKIPPED_MAX = 1_000;

type Options = {
  readonly subject: string;
  readonly policy: CompiledPolicy | null;
  readonly protection: Protection | null;
};

/** A series as a member of its asset; without a policy nothing is expected of it. */
export function createMember(world: World, series: Series, options: Options): Member {
  const { subject, policy, protection } = options;
  const { lag } = world.channels;
  let untilMs = Number.POSITIVE_INFINITY;

  function nextExpectedMs(afterMs: number): number | null {
    let dueMs = protection?.nextDueMs(afterMs) ?? null;
    for (let skipped = 0; dueMs !== null && policy?.maintenanceAt(dueMs); skipped += 1) {
      if (skipped >= SKIPPED_MAX) return null;
      dueMs = protection?.nextDueMs(dueMs) ?? null;
    }
    return dueMs;
  }

  return {
    series,
    subject,
    zone: policy?.zone ?? "UTC",
    policy: policy?.policy ?? null,
    untilMs: () => untilMs,
    retire: (instantMs) => {
      untilMs = instantMs;
    },
    counts: protection?.counts ?? (() => true),
    nextExpectedMs,
    channelOfRuns: protection?.channelOfRuns ?? (() => lag),
    channelOfCopies: protection?.channelOfCopies ?? (() => lag),
  };
}
