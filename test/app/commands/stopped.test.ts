import { expect, test } from "vitest";
import { addDoctor } from "../../../app/commands/add-doctor.ts";
import { addStatus } from "../../../app/commands/add-status.ts";
import type { Diagnosis } from "../../../app/commands/diagnosis.ts";
import { HOUR_MS, NOON_MS, series, stateOf } from "../../dashboards/board-rows.ts";
import { openCommandWorld } from "./command-world.ts";

const DAY_MS = 24 * HOUR_MS;
const states = [
  stateOf(series({ asset: "VisitorDb" })),
  stateOf(series({ asset: "Ledger" }), { nextSlot: null }),
  stateOf(series({ asset: "Gate" }), { state: "missing" }),
];

test("vigie status says that no process runs, and that what came due since is unknown", async () => {
  const { clock, run } = await openCommandWorld({ states });
  const shown = async () => {
    const { out, err } = await run(addStatus, "status", "--json");
    const rows: readonly { asset: string; state: string }[] = JSON.parse(out);
    return { err, states: rows.map(({ asset, state }) => `${asset} ${state}`) };
  };
  const before = await shown();
  expect(before.err).toContain("No process runs; as of 2026-11-20T01:00:00Z.");
  expect(before.states).toEqual(["Gate missing", "Ledger filled", "VisitorDb filled"]);
  await clock.advanceTo(NOON_MS + DAY_MS);
  const after = await shown();
  expect(after.states).toEqual(["Gate missing", "VisitorDb unknown", "Ledger filled"]);
  expect(after.err).toContain("2 of them had a slot since");
});

test("vigie status says nothing of the kind where a process has the store", async () => {
  const { clock, open, run } = await openCommandWorld({ states });
  await using undo = new AsyncDisposableStack();
  const store = await open();
  undo.defer(() => store.close());
  const { out, err } = await run(addStatus, "status");
  expect(err).toBe("");
  expect(out).toContain("filled");
  expect(clock.nowMs()).toBe(NOON_MS);
});

test("vigie doctor is not good about a Vigie that knows series and does not run", async () => {
  const known = await openCommandWorld({ states });
  const diagnosed = await known.run(addDoctor, "doctor", "--json");
  expect(diagnosed.code).toBe(1);
  expect(analysisIn(diagnosed.out)).toEqual({
    check: "analysis",
    good: false,
    said: "no process runs; the 3 series known are as of 2026-11-20T01:00:00Z",
    hint: "Start it: vigie up.",
  });
  const fresh = await openCommandWorld();
  expect(analysisIn((await fresh.run(addDoctor, "doctor", "--json")).out)).toBeUndefined();
});

test("vigie doctor is not good about a configuration without policies or pagers", async () => {
  const { run } = await openCommandWorld({ states });
  const diagnoses: readonly Diagnosis[] = JSON.parse(
    (await run(addDoctor, "doctor", "--json")).out,
  );
  const bad = diagnoses.filter(({ good }) => !good).map(({ check, said }) => `${check}: ${said}`);
  expect(bad).toContain("policies: none: no backup is ever missed");
  expect(bad).toContain("pagers: none: nobody is told");
});

function analysisIn(out: string): Diagnosis | undefined {
  const diagnoses: readonly Diagnosis[] = JSON.parse(out);
  return diagnoses.find(({ check }) => check === "analysis");
}
