import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";
import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { type Guard, guardChild, type Killed } from "../../sandboxes/guard-child.ts";
import { type RangeServer, serveRanges } from "./serve-ranges.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
/** Of the project too, where its folder of packages is a link. */
const PACKAGES = realpathSync(join(PROJECT, "node_modules"));
const MIB = 2 ** 20;
const HEAP_SHARE = 0.5;
const OUTPUT_BYTES_MAX = 64 * MIB;

const count = z.int().nonnegative();
const requestSchema = z.union([
  z.strictObject({ open: count, start: count, end: count }),
  z.strictObject({ more: count, bytes: count }),
  z.strictObject({ close: count }),
]);

/** A program of ours that asks for bytes, and then says what it found. */
export type ReadingProgram<Found> = {
  readonly file: string;
  readonly parameters: readonly string[];
  /** Of what it says as `found`. */
  readonly found: z.ZodType<Found>;
  /** Directories that it may read besides the project. */
  readonly reads?: readonly string[];
  /** Of Node itself. */
  readonly flags?: readonly string[];
};

export type ChildReading<Found> = {
  readonly ended: "done" | "crashed" | Killed;
  /** Null where it did not come so far. */
  readonly found: Found | null;
  readonly seconds: number;
};

type Options = {
  readonly bounds: { readonly secondsMax: number; readonly memoryMax: number };
  /** The machine's own: a process runs in real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onStarted?: (pid: number) => Promise<void>;
};

/**
 * Reads a copy in a process of its own, with no right but to read the project's code, and kills it
 * at the first bound that it reaches. Rejects only where the copy could not be read.
 */
export async function readInChild<Found>(
  source: ByteSource,
  program: ReadingProgram<Found>,
  { bounds, clock, signal, onStarted }: Options,
): Promise<ChildReading<Found>> {
  const startedMs = clock.nowMs();
  const child = start(program, bounds.memoryMax);
  const exit = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  if (child.pid) await onStarted?.(child.pid);
  const guard = guardChild(child, { bounds, clock, signal });
  const server = child.stdin
    ? serveRanges(
        source,
        child.stdin.on("error", () => {}),
      )
    : null;
  try {
    const listening = server
      ? listen(child, program.found, { server, guard })
      : Promise.resolve(null);
    const found = await Promise.race([listening, ...(server ? [server.failed] : [])]);
    const code = await exit;
    const ended = guard.reason() ?? (code === 0 && found !== null ? "done" : "crashed");
    const seconds = secondsSince(clock, startedMs);
    return { ended, found: ended === "done" ? found : null, seconds };
  } finally {
    child.kill("SIGKILL");
    server?.close();
    await exit;
    await guard.stop();
  }
}

function start<Found>(
  { file, parameters, reads = [], flags = [] }: ReadingProgram<Found>,
  memoryMax: number,
): ChildProcess {
  const heapMib = Math.ceil((memoryMax * HEAP_SHARE) / MIB);
  const allowed = [PROJECT, PACKAGES, ...reads].map((path) => `--allow-fs-read=${path}`);
  return spawn(
    process.execPath,
    ["--permission", ...flags, ...allowed, `--max-old-space-size=${heapMib}`, file, ...parameters],
    { env: {}, stdio: ["pipe", "ignore", "ignore", "pipe"] },
  );
}

/** What the child found; one that says what no honest reader says is ended. */
async function listen<Found>(
  child: ChildProcess,
  found: z.ZodType<Found>,
  { server, guard }: { readonly server: RangeServer; readonly guard: Guard },
): Promise<Found | null> {
  const lines = child.stdio[3];
  if (!(lines instanceof Readable)) return null;
  let bytes = 0;
  lines.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > OUTPUT_BYTES_MAX) guard.kill("out-of-output");
  });
  const messageSchema = z.union([requestSchema, z.strictObject({ found })]);
  for await (const line of createInterface({ input: lines })) {
    const message = parse(line, messageSchema);
    if (message && "found" in message) return message.found;
    if (!message || !server.answer(message)) {
      child.kill("SIGKILL");
      return null;
    }
  }
  return null;
}

function parse<Message>(line: string, schema: z.ZodType<Message>): Message | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
