import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { policySchema } from "../../../schemas/policy.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { createInspector } from "../../../verifiers/formats/child/create-inspector.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../../verifiers/proof/seal-proof.ts";
import { openPgliteSandbox } from "../../../verifiers/sandboxes/pglite/open-pglite-sandbox.ts";
import type { Sandbox } from "../../../verifiers/sandboxes/sandbox.ts";
import type { SandboxLimits } from "../../../verifiers/sandboxes/sandbox-limits.ts";
import { verifyCopy } from "../../../verifiers/verify-copy.ts";
import { expectBothLanguages } from "../../verifiers/expect-both-languages.ts";
import { makeProof } from "../../verifiers/make-proof.ts";
import { type Backups, makeBackups, PERSON, stripImage } from "./make-backups.ts";

const LIMITS = { secondsMax: 120, memoryMax: 2 * 2 ** 30, bytesMax: 2 ** 30, diskMax: 2 ** 30 };
const RUN_STARTED_AT = "2026-11-20T01:00:00Z";
const logger = pino({ level: "silent" });
const keys = { fingerprint: "0".repeat(64), publicKeyPem: "", sign: () => "" };
const policy = policySchema.parse({
  name: "daily",
  match: {},
  schedule: { cron: "0 1 * * *" },
  verification: { every: "7d", freshness: { table: "visits", column: "at", maxAge: "26h" } },
});

let directory: string;
let sandbox: Sandbox;
let whole: Backups;
let emptied: Backups;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-verify-"));
  sandbox = open(LIMITS);
  const [first, second] = await makeBackups([
    "DELETE FROM badges; DELETE FROM visits WHERE id > 10",
  ]);
  if (!first || !second) throw new Error("no backups were made");
  [whole, emptied] = [first, second];
});
afterAll(() => rm(directory, { recursive: true }));

function open(limits: SandboxLimits): Sandbox {
  return openPgliteSandbox({ directory: join(directory, "sandboxes"), limits, logger });
}

type Options = {
  readonly name?: string;
  readonly last?: Proof | null;
  readonly sandbox?: Sandbox;
  readonly runStartedAt?: string;
  readonly observed?: string | Uint8Array;
  readonly fresh?: boolean;
};

/** A proof of these bytes; whatever it is, its reasons are said in both languages. */
async function verify(bytes: string | Uint8Array, options: Options = {}) {
  const { name = "copy.sql", last = null, runStartedAt = RUN_STARTED_AT } = options;
  const file = join(directory, name);
  await writeFile(file, bytes);
  const observed = options.observed ?? bytes;
  const value = createHash("sha256").update(observed).digest("hex");
  const { series, runId, copy } = makeProof("1");
  const place = {
    uri: pathToFileURL(file).href,
    sizeBytes: Buffer.byteLength(observed),
    checksum: { algorithm: "sha256", value },
  };
  const proof = await verifyCopy(
    {
      id: "asked-1",
      ...{ series, runId, runStartedAt },
      copy: { ...copy, ...place },
      level: "right",
      reason: "due",
      askedAt: "2026-11-20T06:00:00Z",
    },
    {
      sandboxes: [options.sandbox ?? sandbox],
      signal: new AbortController().signal,
      clock: createSimulatedClock(Date.parse("2026-11-20T06:00:00Z")),
      policy: options.fresh === false ? null : policy,
      ...{ last, bytesMax: LIMITS.bytesMax, vaults: [directory] },
      inspect: createInspector({ ...LIMITS, signal: new AbortController().signal }),
    },
  );
  for (const { reason } of proof.checks) expectBothLanguages(reason);
  return proof;
}

async function proveWhole(): Promise<Proof> {
  return sealProof(await verify(whole.dump), NO_PROOF_BEFORE, keys);
}

async function golden(name: string): Promise<Buffer> {
  return readFile(new URL(`../../verifiers/golden/visitor-15-${name}.sql`, import.meta.url));
}

describe("verifyCopy() on good copies", () => {
  test("proves a dump with inserts", async () => {
    const proof = await verify(whole.dump);
    expect(proof).toMatchObject({
      outcome: "proven",
      level: "right",
      failure: null,
      rowCounts: { "public.visits": 2_000, "public.badges": 50 },
      newestRowAt: "2026-11-19T23:00:00Z",
      engine: expect.stringMatching(/^PostgreSQL 18/),
    });
    expect(proof.checks.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["object", "pass"],
      ["checksum", "pass"],
      ["structure", "pass"],
      ["restore", "pass"],
      ["row-counts", "pass"],
      ["freshness", "pass"],
    ]);
    expect(proof.restoreSeconds).toBeGreaterThan(0);
  });

  test.each([
    ["copy", "copy.sql"],
    ["inserts-create", "copy.sql"],
  ])("proves what pg_dump 15 wrote (%s), plain and compressed", async (dump, name) => {
    const bytes = await golden(dump);
    const rowCounts = {
      "billing.Order; Lines": 60,
      "public.empty_one": 0,
      "public.readings": 100,
      "public.visits": 240,
    };
    const wanted = { outcome: "proven", rowCounts };
    expect(await verify(bytes, { name, fresh: false })).toMatchObject(wanted);
    const compressed = { name: `${name}.gz`, fresh: false };
    expect(await verify(gzipSync(bytes), compressed)).toMatchObject(wanted);
  });

  test("proves an image of the data directory", async () => {
    const proof = await verify(whole.image, { name: "image.tar.gz" });
    expect(proof).toMatchObject({
      outcome: "proven",
      rowCounts: { "public.visits": 2_000, "public.badges": 50 },
    });
  });

  test("keeps restored data out of the proof", async () => {
    expect(whole.dump).toContain(PERSON);
    expect(JSON.stringify(await verify(whole.dump))).not.toContain(PERSON);
    const doubled = whole.dump.replace(`(2, '${PERSON}2'`, `(1, '${PERSON}2'`);
    expect(doubled).not.toBe(whole.dump);
    const proof = await verify(doubled);
    expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed" });
    expect(JSON.stringify(proof)).not.toContain("Am\u00e9lie");
  });
});

describe("verifyCopy() on damaged copies", () => {
  test.each([
    ["cut in half", () => whole.dump.slice(0, whole.dump.length / 2)],
    ["without its last two lines", () => whole.dump.trimEnd().slice(0, -3)],
    ["empty", () => ""],
    ["random bytes", () => randomBytes(20_000)],
    ["compressed and cut", () => gzipSync(whole.dump).subarray(0, -20)],
  ])("calls a dump that is %s damaged", async (what, make) => {
    const name = what.startsWith("compressed") ? "copy.sql.gz" : "copy.sql";
    const proof = await verify(make(), { name });
    expect(proof).toMatchObject({ outcome: "failed", failure: "copy-damaged", level: "whole" });
  });

  test("calls a flipped byte damage by the checksum that was observed", async () => {
    const flipped = Buffer.from(whole.dump);
    flipped[5_000] = (flipped[5_000] ?? 0) ^ 1;
    const proof = await verify(flipped, { observed: whole.dump });
    expect(proof).toMatchObject({ failure: "copy-damaged", level: "exists" });
  });

  test("calls a flipped byte in an image damage by gzip's own check", async () => {
    const flipped = Buffer.from(whole.image);
    const at = flipped.length >> 1;
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    const proof = await verify(flipped, { name: "image.tar.gz" });
    expect(proof).toMatchObject({ failure: "copy-damaged", level: "whole" });
  });

  test("calls a copy of another size damaged", async () => {
    const proof = await verify(whole.dump, { observed: `${whole.dump} ` });
    expect(proof).toMatchObject({ failure: "copy-damaged", level: null });
  });

  test("fails a dump whose statements do not run", async () => {
    const broken = whole.dump.replace("CREATE INDEX visits_at", "CREATE INDEXX visits_at");
    const proof = await verify(broken);
    expect(proof).toMatchObject({ failure: "restore-failed", level: "sound", rowCounts: null });
    expect(proof.checks.at(-1)?.reason.en).toMatch(/^Line \d+: CREATE failed \(SQLSTATE 42601/);
  });

  test("fails an image that no engine starts on", async () => {
    const proof = await verify(stripImage(whole.image), { name: "image.tar" });
    expect(proof).toMatchObject({ failure: "restore-failed", level: "sound" });
    expect(proof.checks.at(-1)?.reason.en).toMatch(/^The engine does not start on it/);
  });

  test("fails an emptied database, another database, and data that is too old", async () => {
    const last = await proveWhole();
    const empty = await verify(emptied.dump, { last });
    expect(empty).toMatchObject({ failure: "restore-failed", level: "restored" });
    expect(empty.checks.find(({ name }) => name === "row-counts")?.reason.en).toBe(
      "public.badges is empty (50 rows before); public.visits has 10 of 2000 rows.",
    );
    const other = await verify(await golden("copy"), { last, fresh: false });
    expect(other).toMatchObject({ failure: "restore-failed", level: "restored" });
    const stale = await verify(whole.dump, { last, runStartedAt: "2026-11-27T01:00:00Z" });
    expect(stale).toMatchObject({ failure: "restore-failed", level: "restored" });
    expect(stale.checks.at(-1)).toMatchObject({ name: "freshness", verdict: "fail" });
  });
});

describe("verifyCopy() on hostile dumps", () => {
  /** Puts a line before everything that the dump itself does. */
  const inject = (line: string) => whole.dump.replace("\nSET ", () => `\n${line}\nSET `);

  test.each([
    ["COPY pg_class TO PROGRAM 'touch /tmp/vigie-owned';"],
    ["COPY pg_class FROM '/etc/passwd';"],
    ["\\! touch /tmp/vigie-owned"],
    ["\\o /tmp/vigie-owned"],
    ["\\i /etc/passwd"],
    ["\\copy t from program 'id'"],
    ["\\connect postgres\n\\connect other"],
  ])("refuses %s before running anything of it", async (line) => {
    const proof = await verify(inject(line));
    expect(proof).toMatchObject({ outcome: "failed", failure: "copy-damaged", level: "whole" });
    expect(proof.checks.at(-1)?.reason.en).toMatch(/^Refused before it was run: line \d+ /);
    expect(await readdir("/tmp")).not.toContain("vigie-owned");
  });

  test("proves nothing where a program is hidden in a DO block", async () => {
    const line =
      "DO $$ BEGIN EXECUTE 'COPY pg_class TO PROGRAM ''touch /tmp/vigie-owned'''; END $$;";
    const proof = await verify(inject(line));
    expect(proof.outcome).not.toBe("proven");
    expect(proof.rowCounts).toBeNull();
    expect(await readdir("/tmp")).not.toContain("vigie-owned");
  });

  test("shows no file of this machine to a dump", async () => {
    const secret = join(directory, "secret");
    await writeFile(secret, "a secret");
    const line = `DO $$ BEGIN PERFORM pg_read_file('${secret}'); END $$;`;
    expect((await verify(inject(line))).outcome).not.toBe("proven");
  });

  test("stops an endless loop at its time, and says that this proves nothing", async () => {
    const bounded = open({ ...LIMITS, secondsMax: 10 });
    const proof = await verify(inject("DO $$ BEGIN LOOP END LOOP; END $$;"), {
      sandbox: bounded,
    });
    expect(proof).toMatchObject({ outcome: "unproven", failure: null, level: "whole" });
    expect(proof.checks.at(-1)?.reason.en).toMatch(/verification\.secondsMax/);
    expect(await readdir(join(directory, "sandboxes", "running"))).toEqual([]);
  });

  test("stops a memory bomb at its bound, and says that this proves nothing", async () => {
    const bounded = open({ ...LIMITS, memoryMax: 700 * 2 ** 20 });
    const line =
      "CREATE TABLE bomb (t text STORAGE EXTERNAL); INSERT INTO bomb SELECT repeat('x', 100000) FROM generate_series(1, 100000);";
    const proof = await verify(inject(line), { sandbox: bounded });
    expect(proof).toMatchObject({ outcome: "unproven", failure: null });
    expect(proof.checks.at(-1)?.reason.en).toMatch(/verification\.memoryMax/);
  });

  test.each([
    ["a dump", "copy.sql.gz", () => gzipSync(`${whole.dump}${"\n".repeat(50_000_000)}`)],
    ["an image", "image.tar.gz", () => whole.image],
  ])("stops %s that expands past its bound", async (_, name, make) => {
    const bounded = open({ ...LIMITS, bytesMax: 2 ** 20 });
    const proof = await verify(make(), { name, sandbox: bounded });
    expect(proof).toMatchObject({ outcome: "unproven", failure: null, level: "whole" });
  });

  test("gives a sandbox no environment, and no permissions but what it needs", async () => {
    const loop = inject("DO $$ BEGIN LOOP END LOOP; END $$;");
    const bounded = open({ ...LIMITS, secondsMax: 8 });
    const running = verify(loop, { sandbox: bounded });
    const folder = join(directory, "sandboxes", "running");
    let note: string | undefined;
    while (!note) [note] = await readdir(folder);
    const [pid] = (await readFile(join(folder, note), "utf8")).split(" ");
    expect(await readFile(`/proc/${pid}/environ`, "utf8")).toBe("");
    expect(await readFile(`/proc/${pid}/cmdline`, "utf8")).toContain("--permission");
    await running;
  });
});
