import { expect, test } from "vitest";
import { listDoubts } from "../../../verifiers/requests/plan/list-doubts.ts";
import { aPlan, aRequest, OPENED_MS } from "./a-request.ts";

const HOUR_MS = 3_600_000;
const AGREED = {
  from: "2026-11-20T20:00:00Z",
  until: "2026-11-20T22:00:00Z",
  agreedBy: "Site Paris",
};
const ENDS_MS = Date.parse(AGREED.until);

test.each([
  ["without a window", null, OPENED_MS, ["interruption-not-agreed"]],
  ["before the window", AGREED, ENDS_MS - 3 * HOUR_MS, []],
  ["in the window", AGREED, ENDS_MS - 1, []],
  ["at the window's end", AGREED, ENDS_MS, ["window-over"]],
])("listDoubts() of a restore over production, %s", (_when, interruption, atMs, kinds) => {
  const plan = { ...aPlan(), productionInstance: null };
  const doubts = listDoubts(plan, { request: aRequest({ interruption }), policies: [], atMs });
  const ofPlace = doubts.filter(({ runId }) => runId === null);
  expect(ofPlace.map(({ kind }) => kind)).toEqual(kinds);
});

test("listDoubts() names who agreed to the window that is over, and its end", () => {
  const request = aRequest({ interruption: AGREED });
  const doubts = listDoubts(aPlan(), { request, policies: [], atMs: ENDS_MS + HOUR_MS });
  expect(doubts.at(-1)?.text).toEqual({
    en: "The window that Site Paris agreed to ended at 2026-11-20T22:00:00Z: agree on another.",
    fr: "La fenêtre convenue avec Site Paris a pris fin le 2026-11-20T22:00:00Z : convenir d'une autre.",
  });
});
