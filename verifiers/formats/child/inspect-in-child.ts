import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { type Inspection, inspectionSchema } from "../../../schemas/inspection.ts";
import { type Guard, guardChild, type Killed } from "../../sandboxes/guard-child.ts";
import { type RangeServer, serveRanges } from "./serve-ranges.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = fileURLToPath(new URL("./inspecting-child.ts", import.meta.url));
const MIB = 2 ** 20;
const HEAP_SHARE = 0.5;
const OUTPUT_BYTES_MAX = 64 * MIB;
const NAME_SHOWN_MAX = 255;

const count = z.int().nonnegative();
const messageSchema = z.union([
  z.strictObject({ open: count, start: count, end: count }),
  z.strictObject({ more: count, bytes: count }),
  z.strictObject({ close: count }),
  z.strictObject({ found: z.array(inspectionSchema) }),
]);

export type ChildInspection = {
  readonly ended: "done" | "crashed" | Killed;
  /** Null where it did not come so far. */
  readonly found: readonly Inspection[] | null;
  readonly seconds: number;
};

type Options = {
  readonly name: string;
  readonly bounds: { readonly secondsMax: number; readonly memoryMax: number };
  /** The machine's own: a process runs in real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/**
 * Reads a copy's format in a process of its own, with no right but to read the project's code, and
 * kills it at the first bound that it reaches. Rejects only where the copy could not be read.
 */
export async function inspectInChild(
  source: ByteSource,
  { name, bounds, clock, signal }: Options,
): Promise<ChildInspection> {
  const startedMs = clock.nowMs();
  const child = start(source, name, bounds.memoryMax);
  const exit = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  const guard = guardChild(child, { bounds, clock, signal });
  const server = child.stdin
    ? serveRanges(
        source,
        child.stdin.on("error", () => {}),
      )
    : null;
  try {
    const listening = server ? listen(child, server, guard) : Promise.resolve(null);
    const found = await Promise.race([listening, ...(server ? [server.failed] : [])]);
    const code = await exit;
    const ended = guard.reason() ?? (code === 0 && found ? "done" : "crashed");
    const seconds = (clock.nowMs() - startedMs) / 1_000;
    const timed = found?.map((inspection) => ({ ...inspection, seconds })) ?? null;
    return { ended, found: ended === "done" ? timed : null, seconds };
  } finally {
    child.kill("SIGKILL");
    server?.close();
    await exit;
    await guard.stop();
  }
}

function start(source: ByteSource, name: string, memoryMax: number): ChildProcess {
  const heapMib = Math.ceil((memoryMax * HEAP_SHARE) / MIB);
  const parameters = [
    ...["--permission", `--allow-fs-read=${PROJECT}`, `--max-old-space-size=${heapMib}`],
    ...[PROGRAM, name.slice(-NAME_SHOWN_MAX), String(source.sizeBytes)],
  ];
  return spawn(process.execPath, parameters, {
    env: {},
    stdio: ["pipe", "ignore", "ignore", "pipe"],
  });
}

/** What the child found; one that says what no honest reader says is ended. */
async function listen(
  child: ChildProcess,
  server: RangeServer,
  guard: Guard,
): Promise<readonly Inspection[] | null> {
  const lines = child.stdio[3];
  if (!(lines instanceof Readable)) return null;
  let bytes = 0;
  lines.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > OUTPUT_BYTES_MAX) guard.kill("out-of-output");
  });
  for await (const line of createInterface({ input: lines })) {
    const message = parse(line);
    if (message && "found" in message) return message.found;
    if (!message || !server.answer(message)) {
      child.kill("SIGKILL");
      return null;
    }
  }
  return null;
}

function parse(line: string) {
  try {
    return messageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
