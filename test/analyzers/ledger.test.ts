import { expect, test } from "vitest";
import { createLedger } from "../../analyzers/findings/create-ledger.ts";
import type { Fault } from "../../analyzers/findings/judgement.ts";
import { hour } from "./tell-story.ts";

const fault: Fault = {
  kind: "missing",
  subject: "a series",
  about: "a slot",
  onset: "a slot",
  severity: "warning",
  series: null,
  collector: null,
  slotMs: hour(1),
  runId: null,
  copy: null,
  evidence: {},
  summary: { en: "missing", fr: "manquante" },
};

/** The versions that a ledger gives out for these judgements, one an hour. */
function settle(
  ...judgements: readonly Parameters<ReturnType<typeof createLedger>["settle"]>[0][]
) {
  const ledger = createLedger();
  for (const [index, judgement] of judgements.entries()) ledger.settle(judgement, hour(index));
  return ledger.takeChanges().map((f) => [f.version, f.severity, f.resolution]);
}

const found = { verdict: "found", fault } as const;
const clear = { verdict: "clear", matter: fault, resolution: "done" } as const;

test("createLedger() tells what is found once, however often it is found", () => {
  expect(settle(found, found)).toEqual([[1, "warning", null]]);
});

test("createLedger() tells a change of severity as a new version", () => {
  const worse = { verdict: "found", fault: { ...fault, severity: "critical" } } as const;
  expect(settle(found, worse, worse).map(([version]) => version)).toEqual([1, 2]);
});

test("createLedger() never opens again what was resolved, nor clears what is not open", () => {
  expect(settle(clear, found, clear, clear, found)).toEqual([
    [1, "warning", null],
    [2, "warning", "done"],
  ]);
});

test("createLedger() opens another finding for another onset, and resolves the one before", () => {
  const next = { verdict: "found", fault: { ...fault, onset: "later" } } as const;
  expect(settle(found, next)).toEqual([
    [1, "warning", null],
    [2, "warning", "another of its kind followed"],
    [1, "warning", null],
  ]);
});

test("createLedger() tells what is over when found as one version", () => {
  const over = { verdict: "over", fault, resolution: "nothing to do" } as const;
  expect(settle(over, over, found)).toEqual([[1, "warning", "nothing to do"]]);
  expect(settle(found, over)).toHaveLength(2);
});

test("createLedger() says nothing of a kind that is off", () => {
  const ledger = createLedger(["missing"]);
  ledger.settle(found, hour(0));
  ledger.settle(clear, hour(1));
  expect(ledger.takeChanges()).toEqual([]);
});
