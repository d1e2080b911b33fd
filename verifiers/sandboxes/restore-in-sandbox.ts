import type { RestoreRequest, Sandbox, SandboxReport } from "./sandbox.ts";

type Options = {
  /** In order of preference. */
  readonly sandboxes: readonly Sandbox[];
  readonly signal: AbortSignal;
};

const NO_ENGINE = {
  en: "No engine is set up here that restores copies of this format.",
  fr: "Aucun moteur capable de restaurer les copies de ce format n'est installé ici.",
};

/**
 * Restores in the first sandbox whose engine knows the format; where its version does not fit the
 * copy, in the next one that does.
 */
export async function restoreInSandbox(
  request: RestoreRequest,
  { sandboxes, signal }: Options,
): Promise<SandboxReport> {
  let report: SandboxReport | null = null;
  for (const sandbox of sandboxes) {
    if (!sandbox.formats.includes(request.format)) continue;
    const next = await sandbox.verify(request, signal);
    report = report && !isOfUse(next) ? report : next;
    if (isOfUse(next)) break;
  }
  return report ?? NO_REPORT;
}

const NO_REPORT: SandboxReport = {
  ...{ ended: "done", steps: [], restored: null, content: null, sha256: null },
  sound: { verdict: "inconclusive", reason: NO_ENGINE, observed: {} },
  ...{ seconds: 0, cleanup: "done" },
};

/** One that could not take this copy's version says nothing about it. */
function isOfUse({ steps }: SandboxReport): boolean {
  return !steps.some(({ fault }) => fault === "version");
}
