import type { Policy } from "../../schemas/policy.ts";
import type { Promises } from "../../schemas/series-state.ts";

/** What a policy promises of a series, as boards compare it with what is. */
export function sayPromises({ copies, retention, verification, objectives }: Policy): Promises {
  return {
    copies: copies?.required ?? [],
    copiesWithinMs: copies?.within ?? null,
    keepMs: retention?.keep ?? null,
    purgeWithinMs: retention?.purgeWithin ?? null,
    proofEveryMs: verification?.every ?? null,
    proofLevel: verification?.level ?? null,
    rpoMs: objectives?.rpo ?? null,
    rtoMs: objectives?.rto ?? null,
  };
}
