import { z } from "zod";
import { seriesSchema } from "./series.ts";

export const SLOT_STATES = [
  "waiting",
  "late",
  "running",
  "stuck",
  "failed",
  "missing",
  "filled",
  "skipped",
  "unknown",
  "unprotected",
] as const;
export type SlotState = (typeof SLOT_STATES)[number];

const instant = z.iso.datetime({ offset: true });

/**
 * A series as the analyzers see it now: the state of the latest slot that is due, and the next.
 * `version` grows with each change.
 */
export const seriesStateSchema = z.object({
  series: seriesSchema,
  version: z.int().positive(),
  policy: z.string().nullable(),
  state: z.enum(SLOT_STATES),
  slot: instant.nullable(),
  nextSlot: instant.nullable(),
  lastSuccessAt: instant.nullable(),
  lastSizeBytes: z.union([z.int(), z.string()]).nullable(),
  /** While too few runs are known to judge sizes surely, or to know a schedule that is learned. */
  learning: z.object({ runs: z.int().nonnegative(), needed: z.int().positive() }).optional(),
  updatedAt: instant,
});
export type SeriesState = z.infer<typeof seriesStateSchema>;
