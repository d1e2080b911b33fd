import { type ChildProcess, spawn } from "node:child_process";
import { lstat, readdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { SandboxEnded, SandboxReport } from "../sandbox.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import type { Command, Confinement } from "./confine.ts";
import type { Account } from "./find-account.ts";
import { endProcessesBelow, listProcessesBelow } from "./processes-below.ts";
import { makePlace, removePlace, type SandboxPlace } from "./scratch.ts";

const WATCH_EVERY_MS = 200;
/** Nothing of Vigie's environment: no keys, no tokens. */
const ENVIRONMENT = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/nonexistent",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
};
const OUTPUT_BYTES_MAX = 2 ** 20;

export type Finished = {
  /** Null where it was killed. */
  readonly code: number | null;
  /** Its output, as far as the bound goes. */
  readonly output: string;
  readonly errors: string;
};

export type Filter = {
  readonly output: AsyncIterable<Uint8Array>;
  readonly code: Promise<number | null>;
};

export type Lease = SandboxPlace & {
  readonly startedAtMs: number;
  /** Aborted once a bound is reached, or the work is cancelled. */
  readonly signal: AbortSignal;
  readonly ended: () => SandboxEnded | null;
  readonly freeBytes: () => Promise<number>;
  /** Runs a program of the sandbox to its end, with `input` if given. */
  readonly run: (command: Command, input?: AsyncIterable<Uint8Array>) => Promise<Finished>;
  /** Runs one as a filter: `code` once its output was read. */
  readonly pipe: (command: Command, input: AsyncIterable<Uint8Array>) => Filter;
  /** Starts a program of the sandbox that stays. */
  readonly start: (command: Command) => ChildProcess;
  /** Ends everything and removes it. Its own result, apart from what the sandbox saw. */
  readonly release: () => Promise<SandboxReport["cleanup"]>;
};

export type LeaseOptions = {
  readonly root: string;
  readonly account: Account | null;
  readonly confinement: Confinement;
  readonly limits: SandboxLimits;
  readonly clock: Clock;
  /** Cancels. */
  readonly signal: AbortSignal;
};

/**
 * One sandbox's right to the machine: a directory of its own, and bounds of time, memory and disk,
 * at the first of which all its processes are ended.
 */
export async function openLease(options: LeaseOptions): Promise<Lease> {
  const { root, account, clock, limits } = options;
  const place = await makePlace(root, account);
  const over = new AbortController();
  let reason: SandboxEnded | null = null;

  function end(because: SandboxEnded): void {
    reason ??= because;
    over.abort();
    void endProcessesBelow(place.directory, clock);
  }

  const cancel = () => end("stopped");
  options.signal.addEventListener("abort", cancel);
  if (options.signal.aborted) cancel();
  const released = new AbortController();
  const timer = clock.sleep(limits.secondsMax * 1_000, released.signal).then(
    () => end("out-of-time"),
    () => undefined,
  );
  const watch = clock.every(WATCH_EVERY_MS, async () => {
    const processes = await listProcessesBelow(place.directory);
    const memory = processes.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    if (memory > limits.memoryMax) end("out-of-memory");
    if ((await sizeOf(place.directory)) > limits.diskMax) end("out-of-disk");
  });

  async function release(): Promise<SandboxReport["cleanup"]> {
    options.signal.removeEventListener("abort", cancel);
    released.abort();
    over.abort();
    await Promise.all([timer, watch.stop()]);
    try {
      return (await removePlace(root, place.name, clock)) ? "done" : "failed";
    } catch {
      return "failed";
    }
  }

  return {
    ...place,
    startedAtMs: clock.nowMs(),
    signal: over.signal,
    ended: () => reason,
    freeBytes: () => readFreeBytes(root),
    run: (command, input) => runToEnd(place, options.confinement.confine(command), input),
    pipe: (command, input) => filter(place, options.confinement.confine(command), input),
    start: (command) => launch(place, options.confinement.confine(command), "ignore"),
    release,
  };
}

function launch({ directory }: SandboxPlace, { file, parameters }: Command, io: "pipe" | "ignore") {
  return spawn(file, parameters, { cwd: directory, env: ENVIRONMENT, stdio: io });
}

async function runToEnd(
  place: SandboxPlace,
  command: Command,
  input?: AsyncIterable<Uint8Array>,
): Promise<Finished> {
  const child = launch(place, command, "pipe");
  const ended = endOf(child);
  const fed = feed(child, input);
  const [output, errors] = await Promise.all([gather(child.stdout), gather(child.stderr), fed]);
  return { code: await ended, output, errors };
}

function filter(place: SandboxPlace, command: Command, input: AsyncIterable<Uint8Array>): Filter {
  const child = launch(place, command, "pipe");
  const code = endOf(child);
  child.stderr?.resume();
  const fed = feed(child, input);
  fed.catch(() => child.kill("SIGKILL"));
  async function* output(): AsyncIterable<Uint8Array> {
    yield* child.stdout ?? [];
    await fed;
  }
  return { output: output(), code };
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
}

/** A program that stops reading has ended: its exit code says so. */
async function feed(child: ChildProcess, input?: AsyncIterable<Uint8Array>): Promise<void> {
  if (!child.stdin) return;
  child.stdin.on("error", () => undefined);
  if (!input) return void child.stdin.end();
  const source = Readable.from(input);
  let failure: unknown = null;
  source.on("error", (error) => {
    failure = error;
  });
  await pipeline(source, child.stdin).catch(() => undefined);
  if (failure && !isStoppedReading(failure)) throw failure;
}

function isStoppedReading(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}

async function gather(stream: Readable | null): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stream ?? []) {
    bytes += piece.length;
    if (bytes <= OUTPUT_BYTES_MAX) pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

async function readFreeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/** Bytes on disk below a directory; what vanishes meanwhile counts for nothing. */
async function sizeOf(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) bytes += await sizeOf(path);
    else
      bytes += await lstat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      );
  }
  return bytes;
}
