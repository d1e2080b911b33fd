import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import { readPolicyUse } from "./read-policy-use.ts";

type Options = {
  readonly store: Store;
  readonly policies: readonly Policy[];
  readonly nowMs: number;
  readonly logger: Logger;
};

/** Says at the start which policies judge nothing; a store that doesn't answer holds up nothing. */
export async function warnIdlePolicies({ store, policies, nowMs, logger }: Options) {
  try {
    const use = await readPolicyUse(store, policies, nowMs);
    for (const { policy, why } of use?.idle ?? [])
      logger.warn({ policy, why }, "a policy judges nothing: check its match");
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    logger.warn({ err: error, hint: error.hint }, "policies could not be held against series");
  }
}
