import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EngineConfig } from "../../../../verifiers/sandboxes/open-sandboxes.ts";
import { openSandboxes } from "../../../../verifiers/sandboxes/open-sandboxes.ts";
import type {
  RestoreRequest,
  Sandbox,
  SandboxReport,
} from "../../../../verifiers/sandboxes/sandbox.ts";
import type { SandboxLimits } from "../../../../verifiers/sandboxes/sandbox-limits.ts";
import { expectBothLanguages } from "../../../verifiers/expect-both-languages.ts";
import { killEngine, listResidue, readEnvironments } from "./sandbox-residue.ts";

const GIB = 2 ** 30;
const LIMITS = { secondsMax: 60, memoryMax: 2 * GIB, bytesMax: GIB, diskMax: 2 * GIB };
const KILLED_PROGRAM = fileURLToPath(new URL("./restore-and-be-killed.ts", import.meta.url));
/** In the environment of this process, and so of none that a sandbox starts. */
const SECRET = "a-secret-of-vigie";

export type Copy = Pick<RestoreRequest, "format"> & {
  readonly bytes: Uint8Array;
  readonly gzip?: boolean;
  /** Asked of it before all else. */
  readonly ask?: string;
  /** Nothing of it is ever run, so that it restores. */
  readonly inert?: boolean;
};

export type Subject = {
  readonly engine: (scratch: string) => EngineConfig;
  readonly good: () => Copy;
  /** Null, as the next two, of what holds no tables. */
  readonly rowCounts: Readonly<Record<string, number>> | null;
  readonly sentinel: { readonly table: string; readonly column: string } | null;
  /** SQL whose one value is 3. */
  readonly three: string | null;
  /** Bytes that the engine must find to be no whole backup, by what was done to them. */
  readonly broken: Readonly<Record<string, () => Copy>>;
  /** Of an engine that is not here; null where versions do not matter. */
  readonly tooNew: (() => Copy) | null;
  /** Never ends by itself. */
  readonly endless: () => Copy;
  /** In command lines: what runs while that does, and what is killed then. */
  readonly killed: { readonly amid: RegExp; readonly engine: RegExp };
  /** Takes memory, or disk, without end; null where nothing can. */
  readonly hungry: (() => Copy) | null;
  /** Tries to reach what is not its own; none may be proven, nor make `trace`. */
  readonly hostile: (trace: string) => Readonly<Record<string, Copy>>;
};

/** What every sandbox must do, whichever its engine. */
export function conformSandbox(name: string, subject: Subject): void {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "vigie-conform-"));
    await chmod(scratch, 0o711);
    process.env["VIGIE_CONFORM_SECRET"] = SECRET;
  });
  afterAll(() => rm(scratch, { recursive: true }));

  async function open(limits: Partial<SandboxLimits> = {}): Promise<Sandbox> {
    const [sandbox] = await openSandboxes({
      ...{ directory: join(scratch, "own"), engines: [subject.engine(scratch)] },
      ...{ limits: { ...LIMITS, ...limits }, logger: pino({ level: "silent" }) },
    });
    return sandbox ?? expect.fail("no sandbox was opened");
  }

  async function verify(
    copy: Copy,
    limits: Partial<SandboxLimits> = {},
    signal = new AbortController().signal,
  ): Promise<SandboxReport> {
    const sandbox = await open(limits);
    const report = await sandbox.verify(toRequest(copy, subject), signal);
    for (const { reason } of report.steps) expectBothLanguages(reason);
    expect(report.cleanup).toBe("done");
    expect(await listResidue(scratch)).toEqual([]);
    return report;
  }

  describe(`the sandbox of ${name}`, () => {
    test("restores a good copy, counts its rows, and asks what it is told to", async () => {
      const report = await verify(subject.good());
      expect(report.steps.map(({ fault }) => fault)).not.toContain("backup");
      expect(report).toMatchObject({
        ...{ ended: "done", sound: { verdict: "pass" }, restored: { verdict: "pass" } },
        content: subject.rowCounts && {
          rowCounts: subject.rowCounts,
          newest: { found: true, newestMs: expect.any(Number) },
          assertions: [{ verdict: "pass" }, { verdict: "fail" }, { name: "nothing there" }],
        },
      });
      expect(report.content?.assertions[2]?.verdict).not.toBe("pass");
      expect(report.restored?.engine).toMatch(/[0-9]+\.[0-9]+/);
      expect(report.seconds).toBeGreaterThan(0);
      for (const step of report.steps) {
        expect(step).toMatchObject({ verdict: "pass", fault: null });
        expect(step.startedAtMs).toBeGreaterThan(0);
      }
    });

    test.each(Object.entries(subject.broken))("calls a copy bad that is %s", async (_, make) => {
      const { restored, sound, content, steps } = await verify(make());
      expect([sound?.verdict, restored?.verdict]).toContain("fail");
      expect(steps.map(({ fault }) => fault)).toContain("backup");
      expect(content).toBeNull();
    });

    test.skipIf(!subject.tooNew)("does not blame a copy for a newer version", async () => {
      const report = await verify(subject.tooNew?.() ?? expect.fail());
      expect(report.steps.map(({ fault }) => fault)).toContain("version");
      expectNoVerdict(report);
    });

    test("stops what does not end at its time, and blames nobody", async () => {
      const report = await verify(subject.endless(), { secondsMax: 6 });
      expect(report.ended).toBe("out-of-time");
      expectNoVerdict(report);
    });

    test("stops at once when it is cancelled, and shows nothing of Vigie meanwhile", async () => {
      const cancel = new AbortController();
      const running = verify(subject.endless(), {}, cancel.signal);
      const environments = await readEnvironments(scratch);
      cancel.abort();
      expect(environments).not.toContain(SECRET);
      const report = await running;
      expect(report.ended).toBe("stopped");
      expectNoVerdict(report);
    });

    test("blames nobody where its engine is killed amid its work", async () => {
      const running = verify(subject.endless());
      await killEngine(scratch, subject.killed);
      const report = await running;
      expect(report.ended).toMatch(/^(done|crashed)$/);
      expectNoVerdict(report);
      for (const { fault } of report.steps) expect([null, "sandbox"]).toContain(fault);
    });

    test.skipIf(!subject.hungry)("stops what takes too much", async () => {
      const report = await verify(subject.hungry?.() ?? expect.fail(), {
        ...{ memoryMax: 700 * 2 ** 20, diskMax: 350 * 2 ** 20 },
      });
      expect(report.ended).toMatch(/^out-of-(memory|disk)$/);
      expectNoVerdict(report);
    });

    test("proves nothing by hostile copies, and lets them reach nothing", async () => {
      const trace = join(tmpdir(), `vigie-trace-${process.pid}`);
      const sandbox = await open();
      const { signal } = new AbortController();
      await Promise.all(
        Object.entries(subject.hostile(trace)).map(async ([what, copy]) => {
          const { restored, steps } = await sandbox.verify(toRequest(copy, subject), signal);
          if (!copy.inert) expect(restored?.verdict ?? "none", what).not.toBe("pass");
          const isTold = steps.some(({ fault }) => fault !== null);
          expect(copy.inert || isTold, what).toBe(true);
        }),
      );
      await expect(readFile(trace)).rejects.toThrow("ENOENT");
      expect(await listResidue(scratch)).toEqual([]);
    });

    test("is swept where its Vigie was killed", async () => {
      await leaveOrphan(scratch, subject);
      const before = await listResidue(scratch);
      expect(before).not.toEqual([]);
      const sandbox = await open();
      await expect.poll(() => listResidue(scratch)).toEqual([]);
      expect(await sandbox.sweep()).toBe(0);
    });
  });
}

/** Whatever it saw before, nothing counts against the copy. */
function expectNoVerdict({ sound, restored, content, steps }: SandboxReport): void {
  for (const stage of [sound, restored]) expect(stage?.verdict).not.toBe("fail");
  expect(restored?.verdict).not.toBe("pass");
  expect(content).toBeNull();
  for (const { fault } of steps) expect(["backup", "chain"]).not.toContain(fault);
}

export function toRequest(copy: Copy, subject: Subject): RestoreRequest {
  const { format, bytes, gzip = false, ask } = copy;
  const source = {
    sizeBytes: bytes.length,
    read: async function* ({ start = 0, end = bytes.length } = {}) {
      yield bytes.subarray(start, end);
    },
  };
  return {
    ...{ format, gzip, copies: [{ uri: "file:///copy", source }] },
    ...{ targetMs: null, level: "right", freshness: subject.sentinel },
    assertions: [
      ...(ask ? [{ name: "asked", sql: ask, expect: "1" }] : []),
      ...(subject.three ? askThree(subject.three) : []),
    ],
  };
}

function askThree(sql: string): RestoreRequest["assertions"] {
  return [
    { name: "three", sql, expect: ">= 3" },
    { name: "not four", sql, expect: "4" },
    { name: "nothing there", sql: "SELECT count(*) FROM not_a_table", expect: "0" },
  ];
}

/** Starts a Vigie that restores, and kills it while its sandbox runs. */
async function leaveOrphan(scratch: string, subject: Subject): Promise<void> {
  const { format, bytes } = subject.endless();
  const file = join(scratch, "endless");
  await writeFile(file, bytes);
  const told = {
    ...{ directory: join(scratch, "own"), engine: subject.engine(scratch), limits: LIMITS },
    copy: { format, file },
  };
  const vigie = spawn(process.execPath, [KILLED_PROGRAM, JSON.stringify(told)], {
    cwd: "/",
    stdio: "inherit",
  });
  const ended = once(vigie, "exit");
  const running = async () => (await listResidue(scratch)).length;
  await expect.poll(running, { timeout: 30_000 }).toBeGreaterThan(2);
  vigie.kill("SIGKILL");
  await ended;
}
