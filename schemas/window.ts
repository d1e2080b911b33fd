import { z } from "zod";
import { bilingualSchema } from "./bilingual.ts";
import { copyProofSchema } from "./restore-plan.ts";
import { BACKUP_TYPES } from "./series.ts";

const instant = z.iso.datetime({ offset: true });

/** The vault that has all that it takes; null: as the vaults together have it. */
const vault = z.string().nullable();
const backupType = z.enum(BACKUP_TYPES);
/** The best that is known of the copies that it takes: of the run that is named by `ofRunId`. */
const proof = copyProofSchema.nullable();

/** A backup that can be restored, alone or on what it rests on: what was there as it ended. */
const pointSchema = z.object({
  kind: z.literal("point"),
  ...{ vault, backupType, proof },
  at: instant,
  /** What was written from then to `at` may or may not be in it, as its engine has it. */
  startedAt: instant,
  runId: z.string(),
});

/** Any instant from `from` to `until`, by logs that follow on one another. */
const intervalSchema = z.object({
  kind: z.literal("interval"),
  ...{ vault, proof },
  from: instant,
  until: instant,
  /** What the logs begin on, and the last of them. */
  baseRunId: z.string(),
  lastRunId: z.string(),
  logs: z.int().positive(),
  /** Why it goes no further; null where nothing later is known. */
  ends: bilingualSchema.nullable(),
});

/** Runs in a row that nothing leads to. */
const brokenSchema = z.object({
  kind: z.literal("broken"),
  ...{ vault, backupType },
  from: instant,
  until: instant,
  runId: z.string(),
  runs: z.int().positive(),
  reason: bilingualSchema,
});

/** A part of what can be restored of an asset. */
export const windowEntrySchema = z.discriminatedUnion("kind", [
  pointSchema,
  intervalSchema,
  brokenSchema,
]);
export type WindowEntry = z.infer<typeof windowEntrySchema>;
