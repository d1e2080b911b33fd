import type { Policy } from "../../schemas/policy.ts";
import type { Promises } from "../../schemas/series-state.ts";

/** What a policy promises of a series, as boards compare it with what is. */
export function sayPromises({ copies, retention, verification, objectives }: Policy): Promises {
  return {
    copies: copies?.required ?? [],
    copiesWithinMs: bound(copies?.within),
    keepMs: bound(retention?.keep),
    purgeWithinMs: bound(retention?.purgeWithin),
    proofEveryMs: bound(verification?.every),
    proofLevel: verification?.level ?? null,
    rpoMs: bound(objectives?.rpo),
    rtoMs: bound(objectives?.rto),
  };
}

/** A configuration may say more than a column can hold; that is forever. */
function bound(durationMs: number | undefined): number | null {
  return durationMs === undefined ? null : Math.min(durationMs, Number.MAX_SAFE_INTEGER);
}
