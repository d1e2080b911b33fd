import { z } from "zod";
import { instantSchema } from "./instant.ts";
import { nameSchema, type Series, seriesPartSchema, seriesSchema } from "./series.ts";
import { bytesSchema } from "./size.ts";

const TEXT_LENGTH_MAX = 16_384;
const LIST_LENGTH_MAX = 1_000;
/** An announcement may name each of an estate's assets. */
const MATCH_LENGTH_MAX = 100_000;

const text = z.string().max(TEXT_LENGTH_MAX);
const runId = nameSchema;
const lsn = z.string().regex(/^[0-9]{1,25}$/, "must be an LSN as a decimal string");

export const checksumSchema = z.object({
  algorithm: z.string().regex(/^[a-z0-9-]{2,32}$/, "must be lower case, such as sha256"),
  value: z.string().regex(/^[A-Za-z0-9+/=_-]{4,256}$/),
  type: z.enum(["full", "composite"]).optional(),
});
export type Checksum = z.infer<typeof checksumSchema>;

export const COPY_ROLES = ["primary", "duplicate"] as const;

const copyPlace = {
  role: z.enum(COPY_ROLES),
  vault: nameSchema,
  uri: z.string().min(1).max(4_096),
};

export const chainSchema = z.object({
  backupSetId: text,
  familyId: text.optional(),
  recoveryForkId: text.optional(),
  firstLsn: lsn.optional(),
  lastLsn: lsn.optional(),
  checkpointLsn: lsn.optional(),
  databaseBackupLsn: lsn.optional(),
  differentialBaseId: text.optional(),
});

const started = z.object({ series: seriesSchema, runId, startedAt: instantSchema });

const succeeded = z
  .object({
    series: seriesSchema,
    runId,
    startedAt: instantSchema,
    finishedAt: instantSchema,
    sizeBytes: bytesSchema,
    storedBytes: bytesSchema.optional(),
    warnings: z.array(text).max(LIST_LENGTH_MAX).optional(),
    checksum: checksumSchema.optional(),
    location: z.object({ vault: nameSchema, uri: z.string().min(1).max(4_096) }).optional(),
    encrypted: z.boolean().optional(),
    compressed: z.boolean().optional(),
    copyOnly: z.boolean().optional(),
    parentRunId: runId.optional(),
    chain: chainSchema.optional(),
  })
  // Not `>=`: an instant that could not be read is NaN here, and has been told of already.
  .refine((run) => !(run.finishedAt < run.startedAt), {
    path: ["finishedAt"],
    error: "must not be before startedAt",
  });

const failed = z.object({
  series: seriesSchema,
  runId,
  startedAt: instantSchema.optional(),
  finishedAt: instantSchema,
  error: z.object({ code: z.union([z.string().max(256), z.int()]).optional(), message: text }),
});

const copyObserved = z.object({
  series: seriesSchema,
  runId,
  copy: z.object({
    ...copyPlace,
    sizeBytes: bytesSchema,
    checksum: checksumSchema.optional(),
    observedAt: instantSchema,
    lockedUntil: instantSchema.optional(),
    encrypted: z.boolean().optional(),
    storageClass: text.optional(),
  }),
});

const copyRemoved = z.object({
  series: seriesSchema,
  runId,
  copy: z.object({ ...copyPlace, removedAt: instantSchema }),
});

const heartbeat = z.object({
  collector: nameSchema,
  watermark: instantSchema,
  covers: z.object({
    sources: z.array(nameSchema).max(LIST_LENGTH_MAX).default([]),
    vaults: z.array(nameSchema).max(LIST_LENGTH_MAX).default([]),
  }),
  inventoryComplete: z.boolean().optional(),
});

const assetExpected = z.object({
  series: seriesPartSchema,
  since: instantSchema,
  until: instantSchema.optional(),
  owner: text.optional(),
  criticality: text.optional(),
  runbook: text.optional(),
});

const pattern = z.union([z.string(), z.array(z.string()).max(MATCH_LENGTH_MAX)]).optional();
/** What names another attribute is kept, and is about no series. */
const match = z.looseObject({
  tenant: pattern,
  environment: pattern,
  product: pattern,
  site: pattern,
  assetKind: pattern,
  instance: pattern,
  asset: pattern,
  backupType: pattern,
} satisfies Record<keyof Series, typeof pattern>);

const changeAnnounced = z.object({
  match,
  from: instantSchema,
  to: instantSchema,
  kind: z.enum(["migration", "purge", "upgrade", "resize", "policy"]),
  reason: text,
});

/** CloudEvents 1.0 attributes. Unknown ones (extensions) are kept and ignored. */
const envelope = {
  specversion: z.literal("1.0"),
  id: z.string().min(1).max(512),
  source: z.string().min(1).max(1_024),
  time: instantSchema,
  receivedtime: instantSchema.optional(),
};

function event<T extends string, D extends z.ZodType>(type: T, data: D) {
  return z.looseObject({ ...envelope, type: z.literal(type), data });
}

/**
 * Every event of the contract, as one CloudEvents 1.0 object; instants become milliseconds, sizes
 * bigint.
 */
export const eventSchema = z.discriminatedUnion("type", [
  event("vigie.backup.started.v1", started),
  event("vigie.backup.succeeded.v1", succeeded),
  event("vigie.backup.failed.v1", failed),
  event("vigie.copy.observed.v1", copyObserved),
  event("vigie.copy.removed.v1", copyRemoved),
  event("vigie.collector.heartbeat.v1", heartbeat),
  event("vigie.asset.expected.v1", assetExpected),
  event("vigie.change.announced.v1", changeAnnounced),
]);

export type VigieEvent = z.infer<typeof eventSchema>;
export type EventType = VigieEvent["type"];
export type EventOf<T extends EventType> = Extract<VigieEvent, { readonly type: T }>;
export type Chain = z.infer<typeof chainSchema>;

export const EVENT_TYPES = eventSchema.options.map((option) => option.shape.type.value);
