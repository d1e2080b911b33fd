import { expect, test } from "vitest";
import { API_ROUTES } from "../../app/api/register-api.ts";
import {
  BOARD_ACTS,
  offerActs,
  whyOthersApprove,
} from "../../dashboards/board/page/requests/board-acts.ts";
import { type Execution, REQUEST_STATES } from "../../schemas/request.ts";
import {
  ALLOWED_IN,
  actOnRequest,
  findInvolvement,
  type RequestChange,
} from "../../verifiers/requests/request-machine.ts";
import { findRunbookLack } from "../../verifiers/requests/runbook/write-runbook.ts";
import { anApproved, aPlan, aRequest, OPENED_MS } from "../verifiers/requests/a-request.ts";

test.each(BOARD_ACTS)("the board offers to $act a request where Vigie takes it", (offered) => {
  const { act, right, states } = offered;
  expect(states).toEqual(ALLOWED_IN[act]);
  const route = API_ROUTES.find(({ path }) => path === `/requests/:request/${act}`);
  expect(right).toBe(route?.right);
});

test("the board offers all that people do", () => {
  const known = Object.keys(ALLOWED_IN).filter((act) => act !== "settle");
  expect(BOARD_ACTS.map(({ act }) => act).toSorted()).toEqual(known.toSorted());
});

const STAGING = { environment: "staging", instance: "pg-9", database: "VisitorDb" } as const;
const nowhere = aPlan({ reached: null, lack: { en: "none", fr: "aucun" } });
const execution = { level: "right", result: null } as Execution;
const changes: readonly RequestChange[] = [
  { act: "plan", plan: aPlan() },
  ...(["approve", "refuse", "withdraw"] as const).map((act) => ({ act })),
  { act: "execute", execution },
  { act: "close", closing: { outcome: "restored", restoredAt: null } },
];
const requests = [{}, { target: STAGING }].flatMap((target) => [
  ...[null, nowhere, aPlan()].flatMap((plan) =>
    REQUEST_STATES.filter((state) => state !== "approved").map((state) =>
      aRequest({ ...target, plan, state }),
    ),
  ),
  anApproved(target),
]);

test.each(requests.map((request) => [request.state, request.target.environment, request] as const))(
  "the board offers of a request that is %s over %s what Vigie takes, and no more",
  (...[, , request]) => {
    const runbookLack = findRunbookLack(request);
    for (const author of ["Eve", request.openedBy, request.askedBy]) {
      const said = { author, reason: "said so", atMs: OPENED_MS + 2 };
      const taken = changes.filter((change) => actOnRequest(request, change, said).ok);
      const involvement = findInvolvement(request, author);
      const offered = offerActs({ ...request, runbookLack, involvement }, () => true);
      expect(offered.toSorted()).toEqual(taken.map(({ act }) => act).toSorted());
    }
  },
);

test("who may approve, but not this one, is told why", () => {
  const request = aRequest({ state: "planned", plan: aPlan(), askedBy: "Ada", openedBy: "Bo" });
  const why = (author: string, may = true, changed = {}) => {
    const involvement = findInvolvement(request, author);
    return whyOthersApprove({ ...request, runbookLack: null, involvement, ...changed }, () => may);
  };
  expect([why("Ada"), why("Bo"), why("Eve")]).toEqual(["asked", "opened", null]);
  expect([why("Bo", false), why("Bo", true, { state: "executing" })]).toEqual([null, null]);
});
