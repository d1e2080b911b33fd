import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Execution,
  REQUEST_STATES,
  type RequestState,
  type RestoreRequest,
  requestSchema,
} from "../../../schemas/request.ts";
import { renderRequest } from "../../../verifiers/requests/render-request.ts";
import {
  ALLOWED_IN,
  actOnRequest,
  FINAL_STATES,
  needsApproval,
  type RequestChange,
} from "../../../verifiers/requests/request-machine.ts";
import { anAsking, aPlan, aRequest, OPENED_MS } from "./a-request.ts";

const EXECUTION: Execution = {
  ...{ verificationId: "R-2026-0001:1", proofId: "0".repeat(32) },
  level: "right",
  result: null,
};
const RESULT: NonNullable<Execution["result"]> = {
  outcome: "proven",
  level: "right",
  ...{ restoreSeconds: 60, rtoSeconds: 14_400, rowCounts: { visits: 5_000 }, newestRowAt: null },
};
const CHANGES: Readonly<Record<RequestChange["act"], RequestChange>> = {
  plan: { act: "plan", plan: aPlan() },
  approve: { act: "approve" },
  refuse: { act: "refuse" },
  execute: { act: "execute", execution: EXECUTION },
  settle: { act: "settle", result: RESULT },
  close: { act: "close", closing: { outcome: "restored", restoredAt: null } },
  withdraw: { act: "withdraw" },
};
const STAGING = { environment: "staging", instance: "pg-9", database: "VisitorDb" } as const;

const by = (author: string) => ({ author, reason: "said so", atMs: OPENED_MS + 1 });

/** A request after these acts, each of which must be taken: `plan Cy`, `approve Dee`. */
function requestAfter(acts: readonly string[], request = aRequest()): RestoreRequest {
  return acts.reduce((now, words) => {
    const [act, author = "Cy"] = words.split(" ");
    const change = Object.values(CHANGES).find((one) => one.act === act) ?? expect.fail(words);
    const acted = actOnRequest(now, change, by(author));
    return acted.ok ? acted.request : expect.fail(`${words}: ${JSON.stringify(acted.error)}`);
  }, request);
}

const WAYS: Readonly<Record<RequestState, readonly string[]>> = {
  opened: [],
  planned: ["plan"],
  approved: ["plan", "approve Dee"],
  refused: ["plan", "refuse"],
  executing: ["plan", "approve Dee", "execute"],
  done: ["plan", "approve Dee", "execute", "settle"],
  failed: [],
  closed: ["plan", "refuse", "close"],
  withdrawn: ["withdraw"],
};

function inState(state: RequestState): RestoreRequest {
  if (state !== "failed") return requestAfter(WAYS[state]);
  const change = { act: "settle", result: { ...RESULT, outcome: "failed" } } as const;
  const acted = actOnRequest(inState("executing"), change, by("vigie"));
  return acted.ok ? acted.request : expect.fail();
}

test("each act is taken in the states of the table, and refused in all others", () => {
  for (const state of REQUEST_STATES)
    for (const change of Object.values(CHANGES)) {
      const request = { ...inState(state), target: STAGING };
      const acted = actOnRequest(request, change, by("Eve"));
      const isAllowed = ALLOWED_IN[change.act].includes(state);
      expect(acted.ok, `${change.act} in ${state}`).toBe(isAllowed);
      if (!acted.ok) expect(acted.error).toMatchObject({ kind: "wrong-state", state });
      else expect(acted.request.steps.at(-1)).toMatchObject({ act: change.act, by: "Eve" });
    }
});

test("the table of docs/requests.md is the machine's", () => {
  const text = readFileSync("docs/requests.md", "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| ([\w, ]+) \| /gm)];
  const table = rows.map(([, act, states]) => [act, states?.split(", ")]);
  expect(Object.fromEntries(table)).toEqual(ALLOWED_IN);
});

test("what is closed or withdrawn stays so", () => {
  for (const state of FINAL_STATES)
    expect(Object.values(ALLOWED_IN).some((states) => states.includes(state))).toBe(false);
});

describe("approval", () => {
  test.each([
    ["Amélie", "asked"],
    ["amélie ", "asked"],
    ["Ame\u0301lie", "asked"],
    ["Bo", "opened"],
    ["ＢＯ", "opened"],
    ["Cy", "planned"],
  ])("by %s, who has %s, is refused", (author, did) => {
    const acted = actOnRequest(requestAfter(["plan Cy"]), CHANGES.approve, by(author));
    expect(acted).toMatchObject({ ok: false, error: { kind: "same-person", did } });
  });

  test("by one who made an earlier plan is refused too", () => {
    const acted = actOnRequest(requestAfter(["plan Dee", "plan Cy"]), CHANGES.approve, by("Dee"));
    expect(acted).toMatchObject({ ok: false, error: { kind: "same-person", did: "planned" } });
  });

  test("ends with a new plan", () => {
    const acted = actOnRequest(
      requestAfter(["plan", "approve Dee", "plan"]),
      CHANGES.execute,
      by("Dee"),
    );
    expect(acted).toEqual({ ok: false, error: { kind: "not-approved" } });
  });

  test("of another plan than the one that was looked at is refused", () => {
    const said = { ...by("Dee"), revision: 2 };
    expect(actOnRequest(requestAfter(["plan"]), CHANGES.approve, said)).toMatchObject({ ok: true });
    const acted = actOnRequest(requestAfter(["plan", "plan"]), CHANGES.approve, said);
    expect(acted).toEqual({ ok: false, error: { kind: "changed", revision: 3 } });
  });

  test("of a plan that leads nowhere is refused", () => {
    const plan = aPlan({ reached: null, links: [] });
    const planned = actOnRequest(aRequest(), { act: "plan", plan }, by("Cy"));
    const request = planned.ok ? planned.request : expect.fail();
    const acted = actOnRequest(request, CHANGES.approve, by("Dee"));
    expect(acted).toEqual({ ok: false, error: { kind: "nothing-reached" } });
  });

  test("is needed for the production series' own instance, whatever it is called", () => {
    const { target, series } = anAsking();
    expect(needsApproval({ series, target: STAGING })).toBe(false);
    expect(needsApproval({ series, target })).toBe(true);
    for (const instance of [
      "PG-1",
      "pg-1.corp.local",
      "pg-1,1433",
      "tcp:pg-1",
      "pg-1\\B",
      "pg-1:5432",
    ])
      expect(needsApproval({ series, target: { ...STAGING, instance } }), instance).toBe(true);
  });

  test("is needed for an instance of production of any other series, as the plan found it", () => {
    const plan = aPlan({ productionInstance: "pg-9" });
    const request = requestAfter(["plan"], aRequest({ target: STAGING }));
    expect(actOnRequest(request, CHANGES.execute, by("Cy"))).toMatchObject({ ok: true });
    const acted = actOnRequest({ ...request, plan }, CHANGES.execute, by("Cy"));
    expect(acted).toEqual({ ok: false, error: { kind: "not-approved" } });
  });

  test("on the command line is told as one that nobody has shown to be theirs", () => {
    const said = { ...by("Dee"), via: "command line" } as const;
    const acted = actOnRequest(requestAfter(["plan"]), CHANGES.approve, said);
    const request = acted.ok ? acted.request : expect.fail();
    expect(request.steps.at(-1)).toMatchObject({ act: "approve", by: "Dee", via: "command line" });
    expect(renderRequest(request, "en")).toContain("Dee (command line, not authenticated):");
    expect(requestSchema.parse(request)).toEqual(request);
  });
});

test("no way leads to executing over production but by another person's approval of the last plan", () => {
  const author = fc.constantFrom("Amélie", "Bo", "Cy", "Dee", "dee", " BO");
  const change = fc.constantFrom(...Object.values(CHANGES));
  const acts = fc.array(fc.tuple(change, author), { maxLength: 12 });
  let executed = 0;
  fc.assert(
    fc.property(acts, (all) => {
      let request = aRequest();
      for (const [change, by] of all) {
        const acted = actOnRequest(request, change, { author: by, reason: "x", atMs: OPENED_MS });
        if (acted.ok) request = acted.request;
      }
      const at = request.steps.findIndex(({ act }) => act === "execute");
      if (at < 0) return;
      executed += 1;
      const before = request.steps.slice(0, at);
      expect(before.at(-1)?.act).toBe("approve");
      const approver = before.at(-1)?.by.trim().toLowerCase();
      const planners = before.filter(({ act }) => act === "plan").map(({ by }) => by);
      const others = ["Amélie", "Bo", ...planners].map((name) => name.trim().toLowerCase());
      expect(others).not.toContain(approver);
    }),
    { numRuns: 5_000 },
  );
  expect(executed).toBeGreaterThan(0);
});
