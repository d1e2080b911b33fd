import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { Logger } from "../../../platform/logger/create-logger.ts";
import { readStages } from "../read-stages.ts";
import { type ChildResult, runChild } from "../run-child.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "../sandbox.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import { makeTemplate } from "./make-template.ts";
import { PGLITE_FORMATS, type SandboxJob } from "./sandbox-job.ts";
import { forgetSandbox, noteSandbox, sweepOrphans } from "./sweep-orphans.ts";

const PROGRAM = fileURLToPath(new URL("./sandbox-child.ts", import.meta.url));
const OUTPUT_BYTES_MAX = 8 * 2 ** 20;
const NO_CHAIN = {
  en: "PGlite restores one copy by itself, without what follows it.",
  fr: "PGlite restaure une seule copie, sans celles qui la suivent.",
};

type Options = {
  /** For the empty cluster and the notes of running sandboxes. */
  readonly directory: string;
  readonly limits: SandboxLimits;
  readonly logger: Logger;
};

type Input = {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly outputBytesMax: number;
  readonly signal: AbortSignal;
};

/** PostgreSQL in a process of its own for each copy, all of it in that process's memory. */
export function openPgliteSandbox({ directory, limits, logger }: Options): Sandbox {
  const clock = createSystemClock();
  const root = resolve(directory);
  const running = join(root, "running");
  const unstopped = new AbortController().signal;
  let template: Promise<string> | null = null;

  async function run(
    job: Omit<SandboxJob, "name">,
    { bytes, outputBytesMax, signal }: Input,
  ): Promise<ChildResult & Pick<SandboxReport, "cleanup">> {
    const name = `vigie-sandbox-${randomUUID()}`;
    const bounds = { ...limits, outputBytesMax };
    const onStarted = (pid: number) => noteSandbox(running, name, pid);
    const program = { file: PROGRAM, reads: job.template ? [job.template] : [] };
    try {
      const options = { bytes, bounds, clock, onStarted, signal };
      const result = await runChild({ ...program, job: { ...job, name } }, options);
      return { ...result, cleanup: await clean(running, name, logger) };
    } catch (error) {
      await clean(running, name, logger);
      throw error;
    }
  }

  function openTemplate(): Promise<string> {
    template ??= makeTemplate(root, (job, { outputBytesMax }) =>
      run(job, { bytes: nothing(), outputBytesMax, signal: unstopped }),
    ).catch((error: unknown) => {
      template = null;
      throw error;
    });
    return template;
  }

  async function verify(request: RestoreRequest, signal: AbortSignal): Promise<SandboxReport> {
    const [copy, ...following] = request.copies;
    const kind = PGLITE_FORMATS.find((format) => format === request.format);
    if (!copy || !kind || following.length > 0) return refuseChain();
    const restore = request.level !== "sound";
    const job = {
      ...{ kind, restore, gzip: request.gzip, expandedBytesMax: limits.bytesMax },
      ...{ freshness: request.freshness, assertions: [...request.assertions] },
      template: restore && kind === "postgres-sql" ? await openTemplate() : null,
    };
    const bytes = copy.source.read();
    const { output, ...result } = await run(job, {
      ...{ bytes, signal, outputBytesMax: OUTPUT_BYTES_MAX },
    });
    return { ...result, ...readStages(output) };
  }

  // Ready before the first restore asks for it; one that fails is made again, and said, then.
  openTemplate().catch(() => undefined);

  return {
    engine: "pglite",
    formats: PGLITE_FORMATS,
    verify,
    sweep: () => sweepOrphans(running),
  };
}

function refuseChain(): SandboxReport {
  const judged = { verdict: "inconclusive", reason: NO_CHAIN, observed: {} } as const;
  const restored = { ...judged, engine: null };
  const nothing = { steps: [], sound: null, content: null, sha256: null, seconds: 0 };
  return { ...nothing, ended: "done", restored, cleanup: "done" };
}

async function clean(directory: string, name: string, logger: Logger) {
  try {
    await forgetSandbox(directory, name);
    return "done";
  } catch (error) {
    logger.warn({ err: error, name }, "could not clean up after a sandbox");
    return "failed";
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}
