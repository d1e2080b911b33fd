import type { Route } from "../../alerts/policy/alert-policy.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import { readSeenSeries } from "../policy-use/read-policy-use.ts";
import { findRouteFaults } from "./find-route-faults.ts";

type Options = {
  readonly store: Store;
  readonly routes: readonly Route[];
  readonly nowMs: number;
  readonly logger: Logger;
};

/** Says at the start which routes are strange; a store that doesn't answer holds up nothing. */
export async function warnRouteFaults({ store, routes, nowMs, logger }: Options): Promise<void> {
  try {
    const seen = (await readSeenSeries(store, nowMs)) ?? [];
    for (const { route, why } of findRouteFaults(routes, seen))
      logger.warn({ route, why }, "a route of alerts is strange: check its place and its match");
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    logger.warn({ err: error, hint: error.hint }, "routes could not be held against series");
  }
}
