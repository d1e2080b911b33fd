import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../platform/clock/clock.ts";
import { secondsSince } from "../../platform/clock/seconds-since.ts";
import { errorCode } from "../../platform/errors/file-error.ts";
import { guardChild, type Killed } from "./guard-child.ts";
import type { SandboxEnded } from "./sandbox.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
/** Of the project too, where its folder of packages is a link. */
const PACKAGES = realpathSync(join(PROJECT, "node_modules"));
const HEAP_SHARE = 0.5;
const MIB = 2 ** 20;
/** A child that stops reading, since it has refused or ended, is no fault of the copy's store. */
const STOPPED_READING = new Set(["EPIPE", "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"]);

export type Bounds = {
  readonly secondsMax: number;
  readonly memoryMax: number;
  readonly outputBytesMax: number;
};

/** A program of ours for the sandbox process, told what to do by its one argument. */
export type Program = {
  readonly file: string;
  readonly job: object;
  /** Files and directories that it may read besides the project. */
  readonly reads: readonly string[];
  /** Directories that it may write to as well. */
  readonly writes?: readonly string[];
  /** Where it works, by which the sweep of a sandbox's directory finds it. */
  readonly directory?: string;
};

export type ChildResult = {
  readonly ended: SandboxEnded;
  readonly output: Buffer;
  /** SHA-256 of the bytes sent; null where the child did not take them all. */
  readonly sha256: string | null;
  readonly seconds: number;
};

type Options = {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly bounds: Bounds;
  /**
   * The machine's own clock: a process runs in real time, also where the pipeline's clock is
   * simulated.
   */
  readonly clock: Clock;
  readonly onStarted: (pid: number) => Promise<void>;
  readonly signal: AbortSignal;
};

/**
 * Runs a sandbox's program with nothing of ours but the right to read the project and what it is
 * given: no environment, no writing, no processes. Kills it at the first bound that it reaches.
 * Rejects only where the copy's bytes could not be read.
 */
export async function runChild(program: Program, options: Options): Promise<ChildResult> {
  const { bounds, clock } = options;
  const startedMs = clock.nowMs();
  const child = spawn(process.execPath, listArguments(program, bounds), {
    env: {},
    cwd: program.directory,
    stdio: ["pipe", "ignore", "ignore", "pipe"],
  });
  const exit = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  if (child.pid) await options.onStarted(child.pid);
  const guard = guardChild(child, options);
  try {
    const [output, sha256] = await Promise.all([
      gather(child, bounds, guard.kill),
      feed(child, options.bytes),
    ]);
    const code = await exit;
    const ended = guard.reason() ?? (code === 0 ? "done" : "crashed");
    return { ended, output, sha256, seconds: secondsSince(clock, startedMs) };
  } finally {
    child.kill("SIGKILL");
    await exit;
    await guard.stop();
  }
}

function listArguments(program: Program, bounds: Bounds): string[] {
  const { file, job, reads, writes = [] } = program;
  return [
    "--permission",
    "--liftoff-only",
    `--allow-fs-read=${PROJECT}`,
    `--allow-fs-read=${PACKAGES}`,
    ...[...reads, ...writes].map((path) => `--allow-fs-read=${path}`),
    ...writes.map((path) => `--allow-fs-write=${path}`),
    `--max-old-space-size=${Math.ceil((bounds.memoryMax * HEAP_SHARE) / MIB)}`,
    file,
    JSON.stringify(job),
  ];
}

async function gather(
  child: ChildProcess,
  bounds: Bounds,
  kill: (because: Killed) => void,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytesTotal = 0;
  const reports = child.stdio[3];
  if (!(reports instanceof Readable)) return Buffer.alloc(0);
  try {
    for await (const piece of reports) {
      bytesTotal += piece.length;
      if (bytesTotal > bounds.outputBytesMax) kill("out-of-output");
      else pieces.push(piece);
    }
  } catch (error) {
    if (!STOPPED_READING.has(errorCode(error) ?? "")) throw error;
  }
  return Buffer.concat(pieces);
}

/** Rejects with the source's own error; a child that stops reading is none. */
async function feed(child: ChildProcess, bytes: AsyncIterable<Uint8Array>): Promise<string | null> {
  if (!child.stdin) return null;
  const hash = createHash("sha256");
  async function* hashed() {
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(hashed, child.stdin);
    return hash.digest("hex");
  } catch (error) {
    if (STOPPED_READING.has(errorCode(error) ?? "")) return null;
    throw error;
  }
}
