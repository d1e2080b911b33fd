import { afterEach, beforeEach, expect, test } from "vitest";
import { instantToJson } from "../../../schemas/instant.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { type Proof, type Verification, verificationSchema } from "../../../schemas/proof.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { budgetSchema } from "../../../schemas/verification-budget.ts";
import { proofId } from "../../../verifiers/proof/proof-id.ts";
import { startRounds } from "../../../verifiers/start-rounds.ts";
import { aFinding } from "../../alerts/a-finding.ts";
import { aProof, VISITOR } from "../../verifiers/report/a-week.ts";
import { openReportsWorld } from "../../verifiers/report/reports-world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Half past six, with a round every day at six. */
const START_MS = Date.parse("2026-11-20T06:30:00Z");
const POLICIES = [
  policySchema.parse({
    name: "nightly",
    match: {},
    schedule: { cron: "0 1 * * *" },
    retention: { keep: "14d" },
    verification: { every: "3d", level: "right" },
  }),
];

let world: Awaited<ReturnType<typeof openReportsWorld>>;
let rounds: Awaited<ReturnType<typeof startRounds>>;
beforeEach(async () => {
  world = await openReportsWorld(START_MS);
  rounds = await start();
});
afterEach(async () => {
  await rounds.stop();
  await world.close();
});

function start() {
  return startRounds({
    ...{ ...world.options, log: world.log, policies: POLICIES },
    ...{ budget: budgetSchema.parse({}), sandboxes: 1, bytesMax: 2 ** 30 },
    rounds: { cron: "0 6 * * *", zone: "UTC" },
  });
}

async function readAsked(): Promise<Verification[]> {
  const records = await Array.fromAsync(world.log.replay(TOPICS.verifications));
  return records.map(({ value }) => verificationSchema.parse(JSON.parse(value)));
}

/** What was asked for, each as `reason vault day`, by the day of its run. */
async function listAsked(): Promise<string[]> {
  const asked = await readAsked();
  return asked.map(({ reason, copy, runStartedAt }) => {
    const day = Math.floor((Date.parse(runStartedAt ?? "") - START_MS) / DAY_MS) + 1;
    return `${reason} ${copy.vault} ${day}`;
  });
}

/** Backs up in the night of day `day`, counted from 0, and lets time pass to noon after it. */
async function liveDay(day: number): Promise<void> {
  const nightMs = START_MS + (day - 1) * DAY_MS + 18.5 * HOUR_MS;
  if (nightMs > world.clock.nowMs()) await world.clock.advanceTo(nightMs);
  await world.backUp(VISITOR, nightMs);
  await world.clock.advanceTo(START_MS + day * DAY_MS + 6 * HOUR_MS);
}

/** What a verifier would have said of the last that was asked for. */
async function proveLast(outcome: Proof["outcome"] = "proven"): Promise<void> {
  const last = (await readAsked()).at(-1);
  if (!last) throw new Error("nothing was asked for");
  const { runId, copy } = last;
  const finishedAt = instantToJson(world.clock.nowMs());
  const changes = { id: proofId(last), runId, copy, outcome, startedAt: finishedAt, finishedAt };
  await world.prove(aProof(VISITOR, changes));
}

test("asks for a series once in its period, its vaults in turn, and not while it is awaited", async () => {
  for (const day of [1, 2]) await liveDay(day);
  expect(await listAsked()).toEqual(["due vault-primary 1"]);
  await proveLast();
  for (const day of [3, 4]) await liveDay(day);
  expect(await listAsked()).toEqual(["due vault-primary 1"]);
  await liveDay(5);
  expect(await listAsked()).toEqual(["due vault-primary 1", "due vault-duplicate 5"]);
});

test("a second process, or a new start, holds no round again; what proved nothing is asked again at the next", async () => {
  await liveDay(1);
  await proveLast("unproven");
  const other = await start();
  await world.clock.advanceTo(world.clock.nowMs() + HOUR_MS);
  await other.stop();
  expect(await listAsked()).toEqual(["due vault-primary 1"]);
  await liveDay(2);
  expect(await listAsked()).toEqual(["due vault-primary 1", "due vault-duplicate 2"]);
});

test("looks into a run about which something open was found, one vault after the other", async () => {
  await liveDay(1);
  await proveLast();
  await liveDay(2);
  const runId = `run-${START_MS + DAY_MS + 18.5 * HOUR_MS}`;
  await world.find(
    aFinding({
      ...{ id: "f".repeat(32), kind: "undersized", series: VISITOR, runId, slot: null },
      openedAt: instantToJson(world.clock.nowMs()),
    }),
  );
  await liveDay(3);
  expect(await listAsked()).toEqual(["due vault-primary 1", "risk vault-duplicate 2"]);
  await proveLast();
  await liveDay(4);
  expect((await listAsked()).at(-1)).toBe("risk vault-primary 2");
});

test("looks at the first run after an upgrade that was announced", async () => {
  await liveDay(1);
  await proveLast();
  const from = instantToJson(world.clock.nowMs() + HOUR_MS);
  await world.announce({
    ...{ specversion: "1.0", id: "c1", source: "/changes", time: from, receivedtime: from },
    type: "vigie.change.announced.v1",
    data: { match: { product: "visitor" }, from, to: from, kind: "upgrade", reason: "v2" },
  });
  await liveDay(2);
  expect(await listAsked()).toEqual(["due vault-primary 1", "risk vault-duplicate 2"]);
});
