import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../../platform/clock/clock.ts";
import { errorCode } from "../../../platform/errors/file-error.ts";
import { guardChild, type Killed } from "../guard-child.ts";
import type { SandboxJob } from "./sandbox-job.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = fileURLToPath(new URL("./sandbox-child.ts", import.meta.url));
const HEAP_SHARE = 0.5;
const MIB = 2 ** 20;
/** A child that stops reading, since it has refused or ended, is no fault of the copy's store. */
const STOPPED_READING = new Set(["EPIPE", "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"]);

export type Bounds = {
  readonly secondsMax: number;
  readonly memoryBytesMax: number;
  readonly outputBytesMax: number;
};

export type Ended = "done" | "crashed" | Killed;

export type ChildResult = {
  readonly ended: Ended;
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
 * Runs the sandbox's program with nothing of ours but the right to read the project and the
 * template: no environment, no writing,
 * no processes. Kills it at the first bound that it reaches. Rejects only where the copy's bytes
 * could not be read.
 */
export async function runChild(job: SandboxJob, options: Options): Promise<ChildResult> {
  const { bounds, clock } = options;
  const startedMs = clock.nowMs();
  const child = spawn(process.execPath, listArguments(job, bounds), {
    env: {},
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
    return { ended, output, sha256, seconds: (clock.nowMs() - startedMs) / 1_000 };
  } finally {
    child.kill("SIGKILL");
    await exit;
    await guard.stop();
  }
}

function listArguments(job: SandboxJob, bounds: Bounds): string[] {
  return [
    "--permission",
    "--liftoff-only",
    `--allow-fs-read=${PROJECT}`,
    ...(job.template ? [`--allow-fs-read=${job.template}`] : []),
    `--max-old-space-size=${Math.ceil((bounds.memoryBytesMax * HEAP_SHARE) / MIB)}`,
    PROGRAM,
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
