import assert from "node:assert/strict";
import { instantToJson } from "../schemas/instant.ts";
import type { Check, Target } from "../schemas/proof.ts";
import type { Backup } from "./chains/backup.ts";
import { drawInstant } from "./chains/draw-instant.ts";
import type { FoundChain } from "./chains/find-chain.ts";
import { findWindow } from "./chains/find-window.ts";
import type { ReadLink } from "./chains/read-link.ts";
import { judgeLack, type ReadLinks, readLinks } from "./chains/read-links.ts";
import { tellFormat } from "./chains/tell-format.ts";
import { skipChain } from "./checks/check-structure.ts";
import { joinChain } from "./checks/join-chain.ts";
import { judgeReport } from "./checks/judge-report.ts";
import { judgeSize } from "./checks/judge-size.ts";
import { detectFormat } from "./formats/detect-format.ts";
import type { FoundCopy, SeenDeeper, Structure } from "./found-copy.ts";
import { proofId } from "./proof/proof-id.ts";
import { restoreCopies } from "./restore-copies.ts";

/** Level `restored` and above of a copy that rests on others: all of its chain is restored. */
export async function checkChain(
  checks: Check[],
  found: FoundCopy,
  structure: Structure,
): Promise<SeenDeeper> {
  const { chain } = found.options;
  assert(chain);
  const before = structure.check.verdict === "fail" ? null : await readBefore(found, chain);
  const [base] = before?.links ?? [];
  if (!base || before?.check.verdict !== "pass" || chain.state !== "found") {
    checks.push(structure.check, ...(before ? [before.check] : []));
    return { report: null, rowCounts: structure.rowCounts };
  }
  const { target, missed, report, judged } = await restoreTo(aim(found, chain.links), (to) =>
    restoreCopies(found, judgeReport, {
      copies: before.links.map(({ copy: { uri }, source }) => ({ uri, source })),
      ...detectFormat(base.whole.head),
      sha256: base.whole.sha256,
      targetMs: to ? Date.parse(to.at) : null,
    }),
  );
  const observed = { ...before.check.observed, ...(missed && { notReached: missed }) };
  const read = { ...before, check: { ...before.check, observed } };
  checks.push(...joinChain(structure.check, read, judged));
  const { verification, whole } = found;
  const own = toLink(verification, { copy: verification.copy, whole });
  const links = [...before.links.map((link) => toLink(link.backup, link)), own];
  return { report, rowCounts: structure.rowCounts, chain: links, ...(target && { target }) };
}

/** Nothing is read that could not be restored. */
async function readBefore(found: FoundCopy, chain: FoundChain): Promise<ReadLinks> {
  const { verification, options, format } = found;
  if (chain.state !== "found")
    return { check: judgeLack(chain, chain.state === "broken"), links: [] };
  const { vault } = verification.copy;
  const sizes = chain.links.map(({ copies: [copy] }) => Number(copy?.sizeBytes ?? 0));
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  const tooLarge = judgeSize(sizeBytes, options.bytesMax);
  if (!(await isRestored(found, chain.links)))
    return { check: skipChain(format, chain.links.length - 1), links: [] };
  if (tooLarge) return { check: tooLarge, links: [] };
  return readLinks(chain.links.slice(0, -1), { ...options, vault });
}

/** The base says which engine it is, or the copy itself; a log that neither tells may be of any. */
async function isRestored(
  { verification: { copy, series }, options, format }: FoundCopy,
  links: readonly Backup[],
): Promise<boolean> {
  const base = await tellFormat(links[0], { ...options, vault: copy.vault });
  const known = [format, base].filter((one) => one !== null && one !== "unknown");
  return options.sandboxes.some(({ chainFormats = [] }) =>
    known.length > 0
      ? known.some((one) => one !== null && chainFormats.includes(one))
      : series.backupType === "log" && chainFormats.length > 0,
  );
}

/** To the instant that was asked for, or to one within the last log that is drawn. */
function aim({ verification, whole }: FoundCopy, chain: readonly Backup[]): Target | null {
  if (verification.targetAt !== undefined) return { at: verification.targetAt };
  const window = findWindow(chain);
  const facts = { id: proofId(verification), sha256: whole.sha256 };
  const atMs = window && drawInstant(window, facts);
  if (!window || atMs === null) return null;
  const drawnFrom = {
    from: instantToJson(window.fromMs),
    until: instantToJson(window.untilMs),
  };
  return { at: instantToJson(atMs), drawnFrom };
}

type Restored = Awaited<ReturnType<typeof restoreCopies>>;

/**
 * Restores to a target. In a log without anything written after it, as of a database at rest, some
 * engines do not reach an instant: where one that was drawn fails the chain, the whole log is
 * restored, and only that failing too counts. `missed` says which was not reached.
 */
async function restoreTo(
  target: Target | null,
  restore: (to: Target | null) => Promise<Restored>,
): Promise<Restored & { readonly target: Target | null; readonly missed: string | null }> {
  const first = await restore(target);
  const isMissed = first.judged.some(
    ({ verdict, fault }) => verdict === "fail" && fault === "chain",
  );
  if (!target?.drawnFrom || !isMissed || first.report.cleanup === "failed")
    return { ...first, target, missed: null };
  return { ...(await restore(null)), target: null, missed: target.at };
}

type Run = Pick<Backup, "series" | "runId">;

function toLink({ series, runId }: Run, { copy, whole }: Pick<ReadLink, "copy" | "whole">) {
  const { role, vault, uri } = copy;
  const read = { bytes: whole.bytesRead, sha256: whole.sha256 };
  return { backupType: series.backupType, runId, role, vault, uri, read };
}
