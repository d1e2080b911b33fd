import { createHash } from "node:crypto";
import { sayBytes } from "../../analyzers/wording/say-bytes.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { DiskPlace } from "./disk-rows.ts";
import type { Room } from "./read-room.ts";

const ID_HEX_DIGITS = 32;
/** What comes and goes around a bound is told once. */
const ENOUGH_SHARE = 1.1;

type Text = { readonly en: string; readonly fr: string };

export type SeenDisk = DiskPlace &
  Room & {
    /** What has so little left: the disk, or the log within its own bound. */
    readonly what: "disk" | "log";
    readonly nowMs: number;
  };
export type DiskBounds = { readonly warnBelow: number; readonly criticalBelow: number };

/**
 * The next version of `disk-low`, or the first one of another; null where nothing has changed. It
 * grows worse and is over, but never milder: people were woken for what it was.
 */
export function judgeDisk(
  last: Finding | null,
  seen: SeenDisk,
  bounds: DiskBounds,
): Finding | null {
  const open = last !== null && last.resolvedAt === null ? last : null;
  const severity = severityOf(seen.freeBytes, bounds);
  if (open === null) return severity === null ? null : compose(seen, { severity, bounds });
  if (seen.freeBytes >= bounds.warnBelow * ENOUGH_SHARE) {
    const resolvedAt = instantToJson(seen.nowMs);
    const resolution = `${sayBytes(seen.freeBytes).en} are free again`;
    return { ...open, version: open.version + 1, resolvedAt, resolution };
  }
  if (severity !== "critical" || open.severity === "critical") return null;
  const { evidence, summary } = compose(seen, { severity, bounds });
  return { ...open, version: open.version + 1, severity, evidence, summary };
}

function severityOf(freeBytes: number, { warnBelow, criticalBelow }: DiskBounds) {
  if (freeBytes < criticalBelow) return "critical";
  return freeBytes < warnBelow ? "warning" : null;
}

function compose(
  { what, host, directory, freeBytes, totalBytes, nowMs }: SeenDisk,
  told: { readonly severity: "critical" | "warning"; readonly bounds: DiskBounds },
): Finding {
  const openedAt = instantToJson(nowMs);
  const { warnBelow, criticalBelow } = told.bounds;
  return {
    id: createHash("sha256")
      .update(["disk-low", host, directory, openedAt].join("\n"))
      .digest("hex")
      .slice(0, ID_HEX_DIGITS),
    version: 1,
    kind: "disk-low",
    severity: told.severity,
    ...{ series: null, slot: null, runId: null, copy: null, collector: null, parent: null },
    ...{ openedAt, resolvedAt: null, resolution: null },
    evidence: {
      ...{ host, directory, freeBytes, totalBytes },
      ...{ warnBelowBytes: warnBelow, criticalBelowBytes: criticalBelow },
    },
    summary: SUMMARIES[what](host, sayBytes(freeBytes)),
  };
}

const SUMMARIES = {
  disk: (host: string, free: Text): Text => ({
    en: `Vigie's own disk on ${host} has ${free.en} left: once it is full no event is kept and nobody is paged.`,
    fr: `Il reste ${free.fr} sur le disque de Vigie (${host}) : une fois plein, aucun événement n’est gardé et personne n’est alerté.`,
  }),
  log: (host: string, free: Text): Text => ({
    en: `Vigie's log on ${host} may take ${free.en} more: once it is full no event is kept and nobody is paged. Set a shorter log.keep.`,
    fr: `Le journal de Vigie (${host}) ne peut plus prendre que ${free.fr} : une fois plein, aucun événement n’est gardé et personne n’est alerté. Fixez un log.keep plus court.`,
  }),
} as const;
