import { describe, expect, test } from "vitest";
import { type Check, PROOF_LEVELS, type ProofLevel, type Verdict } from "../../schemas/proof.ts";
import { checkWhole } from "../../verifiers/checks/check-whole.ts";
import { conclude } from "../../verifiers/checks/conclude.ts";
import { judgeFormat } from "../../verifiers/checks/judge-format.ts";
import { judgeFreshness } from "../../verifiers/checks/judge-freshness.ts";
import { judgeRowCounts } from "../../verifiers/checks/judge-row-counts.ts";
import { detectFormat } from "../../verifiers/formats/detect-format.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../verifiers/proof/seal-proof.ts";
import { isDue } from "../../verifiers/rounds/is-due.ts";
import { makeProof } from "./make-proof.ts";

const HOUR_MS = 3_600_000;
const keys = { fingerprint: "0".repeat(64), publicKeyPem: "", sign: () => "" };

function check(level: ProofLevel, verdict: Verdict): Check {
  return { name: level, level, verdict, observed: {}, reason: { en: "", fr: "" } };
}

describe("conclude()", () => {
  test("proves nothing without checks", () => {
    for (const wanted of PROOF_LEVELS)
      expect(conclude([], wanted)).toEqual({ level: null, outcome: "unproven", failure: null });
  });

  test("reaches the level before the first that has not passed", () => {
    const passed = PROOF_LEVELS.map((level) => check(level, "pass"));
    expect(conclude(passed, "right")).toMatchObject({ level: "right", outcome: "proven" });
    for (const [at, level] of PROOF_LEVELS.entries()) {
      const before = PROOF_LEVELS[at - 1] ?? null;
      const doubted = passed.with(at, check(level, "inconclusive"));
      expect(conclude(doubted, "right")).toMatchObject({ level: before, outcome: "unproven" });
      expect(conclude(passed.toSpliced(at, 1), "right")).toMatchObject({ outcome: "unproven" });
    }
  });

  test.each([
    ["exists", "copy-damaged"],
    ["whole", "copy-damaged"],
    ["sound", "copy-damaged"],
    ["restored", "restore-failed"],
    ["right", "restore-failed"],
  ] as const)("calls a failure at %s %s", (level, failure) => {
    expect(conclude([check(level, "fail")], "right")).toMatchObject({ outcome: "failed", failure });
  });
});

describe("judgeRowCounts()", () => {
  const last = sealProof(
    { ...makeProof("1"), rowCounts: { "public.a": 100, "public.b": 1, "public.c": 0 } },
    NO_PROOF_BEFORE,
    keys,
  );

  test.each([
    ["as many", { "public.a": 100, "public.b": 1, "public.c": 0 }, "pass"],
    ["half of the rows", { "public.a": 50, "public.b": 1, "public.c": 0 }, "pass"],
    ["a new table", { "public.a": 100, "public.b": 1, "public.c": 0, "public.d": 0 }, "pass"],
    ["less than half of a table", { "public.a": 49, "public.b": 1, "public.c": 0 }, "fail"],
    ["an emptied table", { "public.a": 100, "public.b": 0, "public.c": 0 }, "fail"],
    ["a table that vanished, empty as it was", { "public.a": 100, "public.b": 1 }, "fail"],
    ["another database", { "public.other": 1_000 }, "fail"],
  ])("compares %s with the last proof", (_, now, verdict) => {
    expect(judgeRowCounts(now, last).verdict).toBe(verdict);
  });

  test("says the numbers", () => {
    const { reason } = judgeRowCounts({ "public.a": 7, "public.c": 0 }, last);
    expect(reason.en).toBe("public.a has 7 of 100 rows; public.b vanished (1 rows before).");
  });

  test("takes the first proof as what later ones are held against, if it holds rows at all", () => {
    expect(judgeRowCounts({ "public.a": 1 }, null).verdict).toBe("pass");
    expect(judgeRowCounts({ "public.a": 0 }, null).verdict).toBe("inconclusive");
    expect(judgeRowCounts({}, null).verdict).toBe("inconclusive");
  });
});

describe("judgeFreshness()", () => {
  const sentinel = { table: "visits", column: "at", maxAge: 26 * HOUR_MS };
  test.each([
    ["as old as allowed", { found: true, newestMs: -26 * HOUR_MS }, "pass"],
    ["a millisecond older", { found: true, newestMs: -26 * HOUR_MS - 1 }, "fail"],
    ["newer than the run", { found: true, newestMs: HOUR_MS }, "pass"],
    ["of a year that no instant is written with", { found: true, newestMs: 9.2e15 }, "pass"],
    ["of a year before all", { found: true, newestMs: -2.1e14 }, "fail"],
    ["no instant", { found: true, newestMs: null }, "fail"],
    ["no such column", { found: false, newestMs: null }, "fail"],
    ["not readable", { found: true, newestMs: null, unread: { en: "x", fr: "y" } }, "inconclusive"],
  ])("judges a newest row that is %s", (_, newest, verdict) => {
    expect(judgeFreshness(sentinel, newest, 0).verdict).toBe(verdict);
  });
});

describe("checkWhole()", () => {
  const sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  async function* hello() {
    yield Buffer.from("hel");
    yield Buffer.from("lo");
  }

  test.each([
    [{ algorithm: "sha256", value: sha256 }, "pass"],
    [{ algorithm: "sha256", value: sha256.toUpperCase() }, "pass"],
    [{ algorithm: "sha256", value: Buffer.from(sha256, "hex").toString("base64") }, "pass"],
    [{ algorithm: "md5", value: "5d41402abc4b2a76b9719d911017c592" }, "pass"],
    [{ algorithm: "sha256", value: sha256.replace("2", "3") }, "fail"],
    [{ algorithm: "sha256", value: sha256, type: "composite" as const }, "inconclusive"],
    [{ algorithm: "sha1", value: "qvTGHdzF6KLavt4PO0gs2a6pQ00=", type: "full" as const }, "pass"],
    [{ algorithm: "crc32", value: "NhCmhg==", type: "full" as const }, "pass"],
    [{ algorithm: "crc32", value: "3610a686" }, "pass"],
    [{ algorithm: "crc32c", value: "mnG7TA==" }, "pass"],
    [{ algorithm: "crc64nvme", value: "M3eFcAZSQlc=" }, "pass"],
    [{ algorithm: "crc64nvme", value: "M3eFcAZSQlc=", type: "composite" as const }, "inconclusive"],
    [{ algorithm: "crc64nvme", value: "M3eFcAZSQlg=" }, "fail"],
    [{ algorithm: "etag", value: "5d41402abc4b2a76b9719d911017c592" }, "inconclusive"],
    [null, "inconclusive"],
  ])("compares with %j", async (checksum, verdict) => {
    const whole = await checkWhole(checksum, hello());
    expect(whole.check.verdict).toBe(verdict);
    expect(whole.sha256).toBe(sha256);
  });
});

describe("judgeFormat()", () => {
  const unknown = { format: "unknown", gzip: false } as const;
  const image = { format: "data-directory", gzip: true } as const;
  test.each([
    ["random bytes under a dump's name", unknown, "file:///a.sql", null, "fail"],
    ["random bytes where a dump was proven before", unknown, "file:///a", "postgres-sql", "fail"],
    ["random bytes of which nothing is known", unknown, "file:///a", null, "inconclusive"],
    ["an image under a dump's name", image, "file:///a.sql.gz", null, "fail"],
  ] as const)("judges %s", (_, detected, uri, before, verdict) => {
    const judged = judgeFormat({ detected, sizeBytes: 10, uri, before });
    expect(judged.check?.verdict).toBe(verdict);
  });

  test("fails an empty copy, whatever it should have been", () => {
    const empty = { detected: unknown, sizeBytes: 0, uri: "file:///a", before: null };
    expect(judgeFormat(empty).check?.verdict).toBe("fail");
  });

  test("takes a cluster dump for what it is: not readable here", () => {
    const heads = ["--\n-- PostgreSQL database cluster dump\n--\n", ""];
    for (const head of heads) expect(detectFormat(Buffer.from(head)).format).toBe("unknown");
    expect(detectFormat(Buffer.from("PGDMP\x01\x0e\x00\x04\x08\x01\x01")).format).toBe(
      "postgres-custom",
    );
    expect(detectFormat(Buffer.from("SQLite format 3\0")).format).toBe("sqlite");
    const dump = "--\n-- PostgreSQL database dump\n--\n";
    expect(detectFormat(Buffer.from(dump)).format).toBe("postgres-sql");
  });
});

describe("isDue()", () => {
  const attempt = (outcome: "proven" | "failed" | "unproven", runId: string) => ({
    lastAttempt: { finishedAtMs: 0, outcome, runId },
    runId: "run-2",
  });
  test.each([
    ["never tried", { lastAttempt: null, runId: "run-2" }, 1, true],
    ["proven, and the next round is in time", attempt("proven", "run-1"), 10, false],
    ["proven, and the next round would be too late", attempt("proven", "run-1"), 11, true],
    ["failed, and no newer run", attempt("failed", "run-2"), 1, false],
    ["failed, and a newer run is there", attempt("failed", "run-1"), 1, true],
    ["left unproven", attempt("unproven", "run-2"), 1, true],
  ])("says of a series that was %s", (_, copy, nextRoundMs, due) => {
    expect(isDue(copy, 10, nextRoundMs)).toBe(due);
  });
});
