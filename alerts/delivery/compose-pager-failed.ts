import { createHash } from "node:crypto";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";

const ID_HEX_DIGITS = 32;

type Episode = {
  readonly pager: string;
  /** The first failure after it last worked. */
  readonly sinceMs: number;
  readonly failures: number;
  /** Of the last failure. */
  readonly reason: string;
};

/** A pager that tells nobody any more; another finding for each time that it happens. */
export function composePagerFailed(episode: Episode, nowMs: number): Finding {
  const { pager, failures, reason } = episode;
  const since = instantToJson(episode.sinceMs);
  const shown = `${since.slice(0, 16).replace("T", " ")} UTC`;
  return {
    id: identify(pager, since),
    version: 1,
    kind: "pager-failed",
    severity: "critical",
    series: null,
    slot: null,
    runId: null,
    copy: null,
    collector: null,
    parent: null,
    openedAt: instantToJson(nowMs),
    resolvedAt: null,
    resolution: null,
    evidence: { pager, since, failures, reason },
    summary: {
      en: `Pager ${pager} has reached nobody since ${shown}: ${reason}.`,
      fr: `L’envoi d’alertes par ${pager} échoue depuis le ${shown} (${reason}).`,
    },
  };
}

/** It told somebody something again, or is to tell nobody anything any more. */
export function resolvePagerFailed(
  finding: Finding,
  { nowMs, resolution }: { readonly nowMs: number; readonly resolution: string },
): Finding {
  const resolvedAt = instantToJson(nowMs);
  return { ...finding, version: finding.version + 1, resolvedAt, resolution };
}

function identify(pager: string, since: string): string {
  const digest = createHash("sha256").update(`pager-failed\n${pager}\n${since}`).digest("hex");
  return digest.slice(0, ID_HEX_DIGITS);
}
