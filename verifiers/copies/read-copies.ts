import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { COPY_ROLES } from "../../schemas/events.ts";
import { proofSchema, type Verification } from "../../schemas/proof.ts";
import { type Series, seriesId, seriesSchema } from "../../schemas/series.ts";
import { bytesSchema, bytesToJson } from "../../schemas/size.ts";

const SELECT_COPIES = readFileSync(new URL("./select-copies.sql", import.meta.url), "utf8");

export const milliseconds = z.union([z.int(), z.string().regex(/^-?[0-9]+$/)]).transform(Number);
const { tenant, environment, product, site, assetKind, instance, asset, backupType } =
  seriesSchema.shape;
/** A copy that is there, as its queries return it. */
export const copyRow = z.object({
  ...{ tenant, environment, product, site, instance, asset },
  asset_kind: assetKind,
  backup_type: backupType,
  run_id: z.string(),
  uri: z.string(),
  role: z.enum(COPY_ROLES),
  vault: z.string(),
  size_bytes: bytesSchema.nullable(),
  checksum_algorithm: z.string(),
  checksum_value: z.string(),
  checksum_type: z.union([z.enum(["full", "composite"]), z.literal("")]),
  run_started_at_ms: milliseconds.nullable(),
  attempt_at_ms: milliseconds.nullable(),
  attempt_outcome: z.union([proofSchema.shape.outcome, z.literal("")]),
  attempt_run_id: z.string(),
});

/** A copy that is there, and the last attempt to prove one of its series. */
export type PresentCopy = {
  readonly series: Series;
  readonly runId: string;
  readonly runStartedAtMs: number | null;
  readonly copy: Verification["copy"];
  readonly lastAttempt: {
    readonly finishedAtMs: number;
    readonly outcome: "proven" | "failed" | "unproven";
    readonly runId: string;
  } | null;
};

type Which = {
  readonly series?: Series;
  readonly runId?: string;
  readonly uri?: string;
  readonly tenants?: readonly string[] | undefined;
};

/**
 * The copies of each series' newest run that has any, of those that are asked for; primaries first
 * within a series.
 */
export async function readCopies(store: Store, which: Which): Promise<readonly PresentCopy[]> {
  const parameters = {
    series_id: which.series ? seriesId(which.series) : "",
    run_id: which.runId ?? "",
    uri: which.uri ?? "",
    tenants: which.tenants ?? [],
  };
  const rows = await store.query(SELECT_COPIES, parameters, copyRow);
  return rows.map(toCopy);
}

export function toCopy(seen: z.infer<typeof copyRow>): PresentCopy {
  const { tenant, environment, product, site, instance, asset, role, vault, uri } = seen;
  const { asset_kind: assetKind, backup_type: backupType } = seen;
  const { checksum_algorithm: algorithm, checksum_value: value, checksum_type: type } = seen;
  const { attempt_at_ms: finishedAtMs, attempt_outcome: outcome, attempt_run_id: runId } = seen;
  return {
    series: { tenant, environment, product, site, assetKind, instance, asset, backupType },
    runId: seen.run_id,
    runStartedAtMs: seen.run_started_at_ms,
    copy: {
      role,
      vault,
      uri,
      sizeBytes: bytesToJson(seen.size_bytes ?? 0n),
      checksum: value === "" ? null : { algorithm, value, ...(type === "" ? {} : { type }) },
    },
    lastAttempt: finishedAtMs === null || outcome === "" ? null : { finishedAtMs, outcome, runId },
  };
}
