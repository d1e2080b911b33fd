import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { Logger } from "../../../platform/logger/create-logger.ts";
import { makeTemplate } from "./make-template.ts";
import { type Bounds, type ChildResult, type Ended, runChild } from "./run-child.ts";
import { type SandboxJob, type Stage, type StageOf, stageSchema } from "./sandbox-job.ts";
import { forgetSandbox, noteSandbox, sweepOrphans } from "./sweep-orphans.ts";

const OUTPUT_BYTES_MAX = 8 * 2 ** 20;

export type SandboxLimits = {
  readonly secondsMax: number;
  readonly memoryMax: number;
  readonly bytesMax: number;
};

/**
 * What a sandbox saw of one copy. A stage that it did not reach is null; nothing is inferred from
 * silence.
 */
export type SandboxReport = {
  readonly ended: Ended;
  readonly sound: StageOf<"sound"> | null;
  readonly restored: StageOf<"restored"> | null;
  readonly content: StageOf<"content"> | null;
  readonly sha256: string | null;
  readonly seconds: number;
  /** Of the sandbox itself, apart from what it saw: whether nothing of it is left. */
  readonly cleanup: "done" | "failed";
};

export type SandboxRequest = Pick<SandboxJob, "gzip" | "restore" | "freshness"> & {
  readonly kind: Exclude<SandboxJob["kind"], "template">;
};

export type Sandboxes = {
  /** One copy in one fresh process, which ends with it. Rejects where the copy cannot be read. */
  readonly verify: (
    request: SandboxRequest,
    bytes: AsyncIterable<Uint8Array>,
  ) => Promise<SandboxReport>;
  /** Ends those that run; they report `stopped`. */
  readonly stop: () => void;
};

type Options = {
  /** For the empty cluster and the notes of running sandboxes. */
  readonly directory: string;
  readonly limits: SandboxLimits;
  readonly logger: Logger;
};

/** Ends what an earlier process left running, then offers sandboxes. */
export async function openSandboxes({ directory, limits, logger }: Options): Promise<Sandboxes> {
  const clock = createSystemClock();
  const root = resolve(directory);
  const running = join(root, "running");
  const orphans = await sweepOrphans(running);
  if (orphans > 0) logger.warn({ orphans }, "ended sandboxes left by an earlier process");
  const stopping = new AbortController();
  const { signal } = stopping;
  let template: Promise<string> | null = null;

  async function run(
    job: Omit<SandboxJob, "name">,
    bytes: AsyncIterable<Uint8Array>,
    outputBytesMax: number,
  ): Promise<ChildResult & Pick<SandboxReport, "cleanup">> {
    const name = `vigie-sandbox-${randomUUID()}`;
    const { secondsMax, memoryMax } = limits;
    const bounds: Bounds = { secondsMax, memoryBytesMax: memoryMax, outputBytesMax };
    const onStarted = (pid: number) => noteSandbox(running, name, pid);
    try {
      const result = await runChild({ ...job, name }, { bytes, bounds, clock, onStarted, signal });
      return { ...result, cleanup: await clean(running, name, logger) };
    } catch (error) {
      await clean(running, name, logger);
      throw error;
    }
  }

  function openTemplate(): Promise<string> {
    template ??= makeTemplate(root, (job, { outputBytesMax }) =>
      run(job, nothing(), outputBytesMax),
    ).catch((error: unknown) => {
      template = null;
      throw error;
    });
    return template;
  }

  // Ready before the first restore asks for it; one that fails is made again, and said, then.
  openTemplate().catch(() => undefined);

  async function verify(request: SandboxRequest, bytes: AsyncIterable<Uint8Array>) {
    const needsTemplate = request.restore && request.kind === "postgres-sql";
    const expandedBytesMax = limits.bytesMax;
    const job = {
      ...request,
      expandedBytesMax,
      template: needsTemplate ? await openTemplate() : null,
    };
    const { output, ...result } = await run(job, bytes, OUTPUT_BYTES_MAX);
    return { ...result, ...readStages(output) };
  }

  return { verify, stop: () => stopping.abort() };
}

async function clean(directory: string, name: string, logger: Logger) {
  try {
    await forgetSandbox(directory, name);
    return "done";
  } catch (error) {
    logger.warn({ error, name }, "could not clean up after a sandbox");
    return "failed";
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/**
 * Whole lines only: one that is cut, or is not what a sandbox says, is as if it had not been said.
 */
function readStages(output: Buffer): Pick<SandboxReport, Stage["stage"]> {
  const stages = new Map<string, Stage>();
  for (const line of output.toString("utf8").split("\n").slice(0, -1)) {
    const stage = parse(line);
    if (stage) stages.set(stage.stage, stage);
  }
  const [sound, restored, content] = ["sound", "restored", "content"].map((name) =>
    stages.get(name),
  );
  return {
    sound: sound?.stage === "sound" ? sound : null,
    restored: restored?.stage === "restored" ? restored : null,
    content: content?.stage === "content" ? content : null,
  };
}

function parse(line: string): Stage | null {
  try {
    return stageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
