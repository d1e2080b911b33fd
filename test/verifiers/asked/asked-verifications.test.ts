import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { StateStore } from "../../../platform/state/state-store.ts";
import type { Verification } from "../../../schemas/proof.ts";
import {
  type AskedVerifications,
  openAskedVerifications,
} from "../../../verifiers/asked/open-asked-verifications.ts";
import { askVerification } from "../../../verifiers/copies/ask-verification.ts";
import { openTestState } from "../../services/open-test-state.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const NOON_MS = Date.parse("2026-11-20T12:00:00Z");
const HOUR_MS = 3_600_000;
const PER_TENANT_MAX = 20;

let directory: string;
let state: StateStore;
let given: string[];
let isLogGone: boolean;
let asked: AskedVerifications;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-asked-"));
  state = await openTestState(directory);
  [given, isLogGone] = [[], false];
  asked = await openAskedVerifications(state, {
    append: async (_, entries) => {
      if (isLogGone) throw new OperatingError("The log does not answer", { retryable: true });
      given.push(...entries.map(({ value }) => JSON.parse(value).id));
    },
  });
});
afterEach(async () => {
  await state.close();
  await rm(directory, { recursive: true });
});

function verify(asset: string, { tenant = "acme", atMs = NOON_MS } = {}): Verification {
  const copy = { role: "primary", vault: "lab", uri: `file:///${tenant}/${asset}` } as const;
  const series = { ...VISITOR_DB, tenant, asset };
  const there = { ...copy, sizeBytes: 1, checksum: null };
  const seen = { series, runId: "run", runStartedAtMs: null, copy: there, lastAttempt: null };
  return askVerification(seen, { level: "right", reason: "asked", askedAtMs: atMs });
}

test("a tenant's share is its own, also where all is asked at once", async () => {
  const all = Array.from({ length: PER_TENANT_MAX + 5 }, (_, at) => asked.ask(verify(`Db${at}`)));
  const taken = (await Promise.all(all)).filter((one) => one !== "full");
  expect(taken).toHaveLength(PER_TENANT_MAX);
  expect(given).toHaveLength(PER_TENANT_MAX);
  expect(await asked.ask(verify("Db", { tenant: "globex" }))).not.toBe("full");
});

test("what a log did not take does not wait, and may be asked again", async () => {
  isLogGone = true;
  await expect(asked.ask(verify("VisitorDb"))).rejects.toThrow("does not answer");
  expect(await asked.find(verify("VisitorDb").id)).toBeNull();
  isLogGone = false;
  await asked.ask(verify("VisitorDb"));
  expect(given).toEqual([verify("VisitorDb").id]);
});

test("the same is given once, and once more where it has waited for long", async () => {
  const first = verify("VisitorDb");
  for (const atMs of [NOON_MS, NOON_MS + 60_000, NOON_MS + HOUR_MS])
    expect(await asked.ask(verify("VisitorDb", { atMs }))).toEqual(first);
  expect(given).toEqual([first.id, first.id]);
});

test("a kept record that is no verification is left behind, and none is given", async () => {
  const poison = { ...verify("VisitorDb"), targetAt: "-000001-12-31T00:01:00Z" };
  await state.transact(({ run }) =>
    run(
      "INSERT INTO verifications_asked_for (id, asked_at_ms, body) VALUES (?, ?, ?)",
      ...[poison.id, NOON_MS, JSON.stringify(poison)],
    ),
  );
  expect(await asked.ask(verify("MeetingDb"))).not.toBe("full");
  expect(await asked.find(poison.id)).toBeNull();
  await expect(asked.ask(poison)).rejects.toThrow();
  expect(given).toEqual([verify("MeetingDb").id]);
});
