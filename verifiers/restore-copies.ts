import { toByteSource } from "../platform/objects/byte-source.ts";
import { instantToJson } from "../schemas/instant.ts";
import type { Check, ProofLevel } from "../schemas/proof.ts";
import type { judgeReport, judgeRows } from "./checks/judge-report.ts";
import type { FoundCopy } from "./found-copy.ts";
import { restoreInSandbox } from "./sandboxes/restore-in-sandbox.ts";
import type { RestorableCopy, RestoreRequest, SandboxReport } from "./sandboxes/sandbox.ts";

/** What a copy is restored after: its base first. */
export type Before = {
  readonly copies: readonly RestorableCopy[];
  /** Of the base. */
  readonly format: string;
  readonly gzip: boolean;
  readonly sha256: string;
  readonly targetMs: number | null;
};

/** Restores a copy, after what it rests on, and judges what the sandbox saw. */
export async function restoreCopies(
  { verification, options, place, head, whole, detected, format }: FoundCopy,
  judge: typeof judgeReport | typeof judgeRows,
  before: Before | null = null,
): Promise<{ readonly report: SandboxReport; readonly judged: readonly Check[] }> {
  const { copy, level } = verification;
  const asked = options.policy?.verification ?? null;
  const own = { uri: copy.uri, source: toByteSource(place.store, head) };
  const { gzip } = detected;
  const base = before ?? { copies: [], format, gzip, sha256: whole.sha256, targetMs: null };
  const { targetMs } = base;
  const request = {
    ...{ format: base.format, gzip: base.gzip, targetMs, level: sandboxLevel(level) },
    copies: [...base.copies, own],
    ...{ freshness: asked?.freshness ?? null, assertions: asked?.assertions ?? [] },
  };
  const report = await restoreInSandbox(request, options);
  // Rows are as fresh as the instant that was restored to.
  const at = targetMs === null ? {} : { runStartedAt: instantToJson(targetMs) };
  const judged = judge(report, {
    ...{ format, sha256: base.sha256, asked, last: options.last },
    verification: { ...verification, ...at },
  });
  return { report, judged };
}

function sandboxLevel(wanted: ProofLevel): RestoreRequest["level"] {
  return wanted === "exists" || wanted === "whole" ? "sound" : wanted;
}
