import { randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { readInChild } from "../../formats/child/read-in-child.ts";
import { makeTemplate } from "../pglite/make-template.ts";
import { forgetSandbox, noteSandbox, sweepOrphans } from "../pglite/sweep-orphans.ts";
import { runChild } from "../run-child.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "../sandbox.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import { type RowsJob, rowsFoundSchema } from "./rows-job.ts";

const PROGRAM = fileURLToPath(new URL("./rows-child.ts", import.meta.url));
const TEMPLATE_PROGRAM = fileURLToPath(new URL("../pglite/sandbox-child.ts", import.meta.url));
const PACKAGES = realpathSync(fileURLToPath(new URL("../../../node_modules", import.meta.url)));
/** As for the reading of a format: a slow line to a vault takes its time. */
const BYTES_PER_SECOND_MIN = 10 * 2 ** 20;
const NOT_RESTORED: Bilingual = {
  en: "Nothing was restored: rows were read from the backup's pages, without SQL Server.",
  fr: "Rien n'a été restauré : les lignes ont été lues dans les pages, sans SQL Server.",
};

type Options = {
  /** Vigie's own, for the notes of running sandboxes. */
  readonly directory: string;
  readonly limits: SandboxLimits;
};

/**
 * Reads the rows of SQL Server's backups without SQL Server, in a process of its own, and asks them
 * what a restored database would be asked. It restores nothing, and claims no level for it.
 */
export function openSqlServerRowsSandbox({ directory, limits }: Options): Sandbox {
  const clock = createSystemClock();
  const root = join(resolve(directory), "rows");
  const running = join(root, "running");
  const unstopped = new AbortController().signal;
  let template: Promise<string> | null = null;

  function openTemplate(): Promise<string> {
    template ??= makeTemplate(root, async (job, { outputBytesMax }) => {
      const name = `vigie-sandbox-${randomUUID()}`;
      const onStarted = (pid: number) => noteSandbox(running, name, pid);
      const options = { bytes: noBytes(), clock, onStarted, signal: unstopped };
      const program = { file: TEMPLATE_PROGRAM, job: { ...job, name }, reads: [] };
      return await runChild(program, {
        ...options,
        bounds: { ...limits, outputBytesMax },
      }).finally(() => forgetSandbox(running, name));
    }).catch((error: unknown) => {
      template = null;
      throw error;
    });
    return template;
  }

  async function verify(request: RestoreRequest, signal: AbortSignal): Promise<SandboxReport> {
    const [copy] = request.copies;
    const name = `vigie-sandbox-${randomUUID()}`;
    if (!copy) return report({ ended: "done", seconds: 0 });
    const { sizeBytes } = copy.source;
    const { freshness, assertions } = request;
    const cluster = assertions.length > 0 ? await openTemplate() : null;
    const job: RowsJob = { name, sizeBytes, freshness, assertions, template: cluster };
    const program = {
      ...{ file: PROGRAM, parameters: [JSON.stringify(job)], found: rowsFoundSchema },
      ...{ flags: ["--liftoff-only"], reads: [PACKAGES, ...(cluster === null ? [] : [cluster])] },
    };
    const secondsMax = limits.secondsMax + sizeBytes / BYTES_PER_SECOND_MIN;
    const bounds = { secondsMax, memoryMax: limits.memoryMax };
    const onStarted = (pid: number) => noteSandbox(running, name, pid);
    try {
      const options = { bounds, clock, signal, onStarted };
      const { found, ...seen } = await readInChild(copy.source, program, options);
      if (found && "unread" in found) return report(seen, { because: found.unread });
      return report(seen, { content: found?.content ?? null });
    } finally {
      await forgetSandbox(running, name);
    }
  }

  return {
    engine: "sql-server-rows",
    formats: ["sql-server-backup"],
    restores: false,
    verify,
    sweep: () => sweepOrphans(running),
  };
}

type Found = { readonly content?: SandboxReport["content"]; readonly because?: Bilingual };

function report(
  seen: Pick<SandboxReport, "ended" | "seconds">,
  { content = null, because }: Found = {},
): SandboxReport {
  const reason = because ? unread(because) : NOT_RESTORED;
  const restored = { verdict: "inconclusive", reason, observed: {}, engine: null } as const;
  return {
    ...{ ...seen, steps: [], sound: null, content, sha256: null, cleanup: "done" },
    restored: seen.ended === "done" ? restored : null,
  };
}

function unread(because: Bilingual): Bilingual {
  return {
    en: `Nothing was restored, and no rows could be read (${because.en}).`,
    fr: `Rien n'a été restauré, et aucune ligne n'a pu être lue (${because.fr}).`,
  };
}

async function* noBytes(): AsyncIterable<Uint8Array> {}
