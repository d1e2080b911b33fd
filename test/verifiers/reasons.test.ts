import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { Checksum } from "../../schemas/events.ts";
import { checkSchema, type Proof, type Verification } from "../../schemas/proof.ts";
import { checkWhole } from "../../verifiers/checks/check-whole.ts";
import { judgeFormat } from "../../verifiers/checks/judge-format.ts";
import { judgeFreshness } from "../../verifiers/checks/judge-freshness.ts";
import { judgeReport } from "../../verifiers/checks/judge-report.ts";
import { judgeRowCounts } from "../../verifiers/checks/judge-row-counts.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../verifiers/proof/seal-proof.ts";
import type { SandboxReport } from "../../verifiers/sandboxes/sandbox.ts";
import { verifyCopy } from "../../verifiers/verify-copy.ts";
import { expectBothLanguages } from "./expect-both-languages.ts";
import { makeProof } from "./make-proof.ts";

const ASKED_AT = "2026-11-20T06:00:00Z";
const ASKED_MS = Date.parse(ASKED_AT);
const HOUR_MS = 3_600_000;
const keys = { fingerprint: "0".repeat(64), publicKeyPem: "", sign: () => "" };

let vaults: string;
beforeAll(async () => {
  vaults = await mkdtemp(join(tmpdir(), "vigie-reasons-"));
});
afterAll(() => rm(vaults, { recursive: true }));

test("a check says its reason in both languages, and in no other form", () => {
  const { reason, ...check } = makeProof("1").checks[0] ?? expect.fail();
  const says = (said: unknown) => checkSchema.safeParse({ ...check, reason: said }).success;
  expect(says(reason)).toBe(true);
  for (const said of [reason.en, { en: reason.en }, { fr: reason.fr }, null, undefined])
    expect(says(said)).toBe(false);
});

describe("the reason is said in English and in French by", () => {
  test.each([
    ["is not there, in a vault of others", "gone.sql", 5, 10],
    ["has another size", "there.sql", 4, 10],
    ["is larger than may be verified", "there.sql", 5, 4],
    ["lies in no vault", "../elsewhere.sql", 5, 10],
  ])("a copy that %s", async (_, name, sizeBytes, bytesMax) => {
    await writeFile(join(vaults, "there.sql"), "hello");
    const { checks } = await verify(pathToFileURL(join(vaults, name)).href, sizeBytes, bytesMax);
    for (const { reason } of checks) expectBothLanguages(reason);
    expect(checks.at(-1)?.verdict).not.toBe("pass");
  });

  test("a vault that shows nothing", async () => {
    const empty = await mkdtemp(join(vaults, "empty-"));
    const { checks } = await verify(pathToFileURL(join(empty, "gone.sql")).href, 5, 10, empty);
    expect(checks).toHaveLength(1);
    for (const { reason } of checks) expectBothLanguages(reason);
  });

  test.each<[Checksum | null, string]>([
    [{ algorithm: "md5", value: "5d41402abc4b2a76b9719d911017c592" }, "pass"],
    [{ algorithm: "md5", value: "00" }, "fail"],
    [null, "inconclusive"],
  ])("checkWhole(), of %j", async (checksum, verdict) => {
    async function* hello() {
      yield Buffer.from("hello");
    }
    const { check } = await checkWhole(checksum, hello());
    expect(check.verdict).toBe(verdict);
    expectBothLanguages(check.reason);
  });

  test.each([
    ["an empty copy", "unknown", 0, "a.sql"],
    ["bytes that should be a dump", "unknown", 10, "a.sql"],
    ["bytes that should be an image and are a dump", "postgres-sql", 10, "a.tar"],
    ["bytes of which nothing is known", "unknown", 10, "a"],
  ] as const)("judgeFormat(), of %s", (_, format, sizeBytes, uri) => {
    const detected = { format, gzip: false };
    const { check } = judgeFormat({ detected, sizeBytes, uri, before: null });
    expectBothLanguages(check?.reason ?? expect.fail());
  });

  const before = { a: 100, b: 1, c: 20 };
  const many = Object.fromEntries("tables".split("").map((name) => [name, 10]));
  test.each([
    ["a first proof", { a: 7 }, null],
    ["a first look that finds no row", { a: 0 }, null],
    ["as many rows as before", before, before],
    ["a table emptied, one shrunk, one gone", { a: 7, c: 0 }, before],
    ["more tables gone than are named", { a: 1 }, many],
  ])("judgeRowCounts(), of %s", (_, now, rowCounts) => {
    expectBothLanguages(judgeRowCounts(now, rowCounts && proofWith(rowCounts)).reason);
  });

  test.each([
    ["no such column", false, null],
    ["a column without an instant", true, null],
    ["rows that are new enough", true, ASKED_MS - HOUR_MS],
    ["rows that are too old", true, ASKED_MS - 30.25 * HOUR_MS],
  ])("judgeFreshness(), of %s", (_, found, newestMs) => {
    const asked = { table: "visits", column: "at", maxAge: 26 * HOUR_MS };
    expectBothLanguages(judgeFreshness(asked, { found, newestMs }, ASKED_MS).reason);
  });

  const ends = ["done", "crashed", "out-of-time", "out-of-memory", "out-of-output", "stopped"];
  test.each(ends as SandboxReport["ended"][])("a sandbox that ended %s, unheard", (ended) => {
    const checks = judgeReport({ ...UNHEARD, ended }, context());
    expect(checks).toMatchObject([{ verdict: "inconclusive" }]);
    for (const { reason } of checks) expectBothLanguages(reason);
  });

  test("a sandbox that read other bytes", () => {
    const [check] = judgeReport({ ...UNHEARD, sha256: "other" }, context());
    expectBothLanguages(check?.reason ?? expect.fail());
  });
});

test("French numbers are written as the French write them", () => {
  const asked = { table: "visits", column: "at", maxAge: 26.5 * HOUR_MS };
  const newest = { found: true, newestMs: ASKED_MS - 30.25 * HOUR_MS };
  expect(judgeFreshness(asked, newest, ASKED_MS).reason.fr).toBe(
    "visits.at s'arrête 30,25 h avant le début de l'exécution ; 26,5 h au plus sont admises.",
  );
  expect(judgeRowCounts({ a: 7, b: 0 }, proofWith({ a: 100, b: 1, c: 2 })).reason.fr).toBe(
    "a n'a que 7 des 100 lignes d'avant ; b est vide (lignes avant : 1) ; " +
      "c a disparu (lignes avant : 2).",
  );
});

const UNHEARD: SandboxReport = {
  ...{ ended: "done", steps: [], sound: null, restored: null, content: null },
  ...{ sha256: null, seconds: 1, cleanup: "done" },
};

function context() {
  const verification = asking("file:///a.sql", 5);
  return {
    format: "postgres-sql",
    sha256: "hash",
    asked: null,
    last: null,
    verification,
  } as const;
}

function proofWith(rowCounts: Proof["rowCounts"]): Proof {
  return sealProof({ ...makeProof("1"), rowCounts }, NO_PROOF_BEFORE, keys);
}

function asking(uri: string, sizeBytes: number): Verification {
  const { series, runId, copy } = makeProof("1");
  return {
    id: "asked-1",
    ...{ series, runId, copy: { ...copy, uri, sizeBytes } },
    ...{ level: "right", reason: "due", askedAt: ASKED_AT, runStartedAt: ASKED_AT },
  };
}

function verify(uri: string, sizeBytes: number, bytesMax: number, vault = vaults) {
  return verifyCopy(asking(uri, sizeBytes), {
    sandboxes: [],
    signal: new AbortController().signal,
    inspect: () => Promise.reject(new Error("nothing here gets as far as a reader")),
    clock: createSimulatedClock(ASKED_MS),
    ...{ policy: null, last: null, bytesMax, vaults: [vault] },
  });
}
