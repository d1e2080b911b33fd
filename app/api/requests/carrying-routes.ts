import { z } from "zod";
import type { EventLog } from "../../../platform/log/event-log.ts";
import type { Verification } from "../../../schemas/proof.ts";
import { requestClosingSchema } from "../../../schemas/request.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { closeRequest } from "../../../verifiers/requests/close-request.ts";
import { executeRequest } from "../../../verifiers/requests/execute-request.ts";
import { planRequest } from "../../../verifiers/requests/plan-request.ts";
import { defineRoute, type Route } from "../route.ts";
import { ACT, takeAct } from "./take-act.ts";

const plan = defineRoute({
  ...ACT,
  path: "/requests/:request/plan",
  right: "request",
  summary: "Plans it by the copies as they are known now; the approval of an earlier plan ends",
  handle: (request, ground) => {
    const { state, store, policies, openVaults } = ground;
    return takeAct(request, ground, (id, said) =>
      planRequest({ state, store, policies, vaults: openVaults() }, id, said),
    );
  },
});

const execute = defineRoute({
  ...ACT,
  ...{ path: "/requests/:request/execute", right: "request", status: 202 },
  summary: "Restores its plan in a sandbox; asked again meanwhile, it is the same restore",
  handle: (request, ground) => {
    const { state, policies, log } = ground;
    return takeAct(request, ground, async (id, said) => {
      const executing = await executeRequest({ state, policies }, id, said);
      if (executing.ok) await askFor(executing.verification, log);
      return executing;
    });
  },
});

/** A proof is made once of a verification, however often it is asked for. */
function askFor(verification: Verification, log: Pick<EventLog, "append">) {
  const value = JSON.stringify(verification);
  return log.append(TOPICS.verifications, [{ key: seriesKey(verification.series), value }]);
}

const close = defineRoute({
  ...ACT,
  path: "/requests/:request/close",
  right: "request",
  summary: "Ends it with what became of it, and seals its report",
  body: z.strictObject({ ...ACT.body.shape, ...requestClosingSchema.shape }),
  handle: (request, ground) => {
    const { outcome, restoredAt } = request.body;
    const closing = { outcome, restoredAt };
    return takeAct(request, ground, (id, said) => closeRequest(ground, id, { closing, said }));
  },
});

export const CARRYING_ROUTES: readonly Route[] = [plan, execute, close];
