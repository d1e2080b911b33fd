import { randomBytes } from "node:crypto";
import {
  copyFile,
  mkdir,
  readFile,
  rename,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { instantToJson } from "../../schemas/instant.ts";
import type { PlannedRun } from "./plan-nights.ts";
import type { Backup } from "./production/start-production.ts";

/**
 * A flipped byte: after the night's scans have hashed the copy, before the next day's re-reading.
 */
const FLIPPED_AFTER_MS = 8 * 3_600_000;
const NIGHTS_STALE = 7;

type Staged = Backup & { readonly path: string };

type Surroundings = {
  readonly vaults: readonly [string, string];
  /** The night's backup as production made it, in a place of its own. */
  readonly staged: (run: PlannedRun) => Promise<Staged>;
  /** The run of the same series so many nights before. */
  readonly earlier: (run: PlannedRun, nights: number) => PlannedRun | undefined;
  readonly send: (event: object) => Promise<void>;
};

/** A step of the story: something that a job, a copier or fate does at an instant. */
export type Step = { readonly atMs: number; readonly act: () => Promise<void> };

/**
 * What the jobs of one run do, and when: report the start, write the backup, report the end,
 * duplicate it; and what goes wrong.
 */
export function jobSteps(run: PlannedRun, around: Surroundings): readonly Step[] {
  const primary = join(around.vaults[0], run.path);
  const duplicate = join(around.vaults[1], run.path);
  const steps: Step[] = [
    { atMs: run.startMs, act: () => around.send(started(run)) },
    {
      atMs: run.finishMs,
      act: async () => {
        const written = await store(run, primary, around);
        await around.send(succeeded(run, written));
      },
    },
  ];
  const { duplicateMs } = run;
  if (duplicateMs !== null) {
    steps.push({ atMs: duplicateMs, act: () => copy(primary, duplicate, duplicateMs) });
  }
  if (run.fault?.fault === "flipped-byte") {
    steps.push({ atMs: run.dueMs + FLIPPED_AFTER_MS, act: () => flipByte(duplicate) });
  }
  return steps;
}

type Sizes = { readonly sizeBytes: number; readonly storedBytes: number };

async function store(run: PlannedRun, path: string, around: Surroundings): Promise<Sizes> {
  const staged = await around.staged(run);
  await mkdir(dirname(path), { recursive: true });
  const sizes = await spoil(run, staged, around);
  await rename(staged.path, path);
  await utimes(path, run.finishMs / 1_000, run.finishMs / 1_000);
  return sizes;
}

/**
 * What goes wrong while the backup is written; the job notices nothing and reports what it wrote.
 */
async function spoil(run: PlannedRun, staged: Staged, around: Surroundings): Promise<Sizes> {
  const { sizeBytes, storedBytes } = staged.written;
  if (run.fault?.fault === "cut-dump") {
    const half = Math.floor(storedBytes / 2);
    await truncate(staged.path, half);
    return { sizeBytes: half, storedBytes: half };
  }
  if (run.fault?.fault === "random-bytes") await writeFile(staged.path, randomBytes(storedBytes));
  if (run.fault?.fault === "stale-data") {
    const earlier = around.earlier(run, NIGHTS_STALE);
    if (!earlier) throw new Error("No earlier night to take stale data from");
    await copyFile(join(around.vaults[0], earlier.path), staged.path);
    const { size } = await stat(staged.path);
    return { sizeBytes: size, storedBytes: size };
  }
  return { sizeBytes, storedBytes };
}

async function copy(from: string, to: string, atMs: number): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await utimes(to, atMs / 1_000, atMs / 1_000);
}

/** Size and time stay; only reading the bytes again shows it. */
async function flipByte(path: string): Promise<void> {
  const { mtimeMs } = await stat(path);
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0x01;
  await writeFile(path, bytes);
  await utimes(path, mtimeMs / 1_000, mtimeMs / 1_000);
}

function started(run: PlannedRun): object {
  return event(run, "started", run.startMs, { startedAt: instantToJson(run.startMs) });
}

function succeeded(run: PlannedRun, sizes: Sizes): object {
  return event(run, "succeeded", run.finishMs, {
    startedAt: instantToJson(run.startMs),
    finishedAt: instantToJson(run.finishMs),
    ...sizes,
    compressed: run.target.kind === "image",
  });
}

function event(run: PlannedRun, what: string, atMs: number, data: object): object {
  return {
    specversion: "1.0",
    id: `${run.runId}-${what}`,
    source: `/jobs/${run.target.tenant}/${run.target.product}`,
    type: `vigie.backup.${what}.v1`,
    time: instantToJson(atMs),
    data: { series: run.target.series, runId: run.runId, ...data },
  };
}
