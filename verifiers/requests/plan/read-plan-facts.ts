import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../../platform/store/store.ts";
import { BACKUP_TYPES, type Series, seriesId } from "../../../schemas/series.ts";
import { bytesSchema } from "../../../schemas/size.ts";
import type { Backup } from "../../chains/backup.ts";
import type { CopyName } from "../../window/read-asset-proofs.ts";
import type { MeasuredRestore } from "./estimate-duration.ts";

const SELECT_COPIES = readFileSync(new URL("./select-asset-copies.sql", import.meta.url), "utf8");
const SELECT_RESTORES = readFileSync(new URL("./select-restores.sql", import.meta.url), "utf8");
/** Ten thousand runs of two copies each. */
const ROWS_MAX = 30_000;
/** The newest say how fast it is now. */
const RESTORES_MAX = 50;

const copyRow = z.object({
  series_id: z.string(),
  run_id: z.string(),
  uri: z.string(),
  size_bytes: bytesSchema.nullable(),
  locked_until: z.string(),
});
const restoreRow = z.object({
  is_own: z.coerce.boolean(),
  seconds: z.number(),
  bytes: z.coerce.number(),
});

/** What a plan tells of its links besides their chain. */
export type PlanFacts = {
  /** Before compression; null where its job did not say. */
  readonly sizeOf: (backup: Pick<Backup, "series" | "runId">) => bigint | null;
  /** As the store last said; null where it is not locked. */
  readonly lockedUntil: (copy: CopyName & Pick<Backup, "series">) => string | null;
  readonly restores: readonly MeasuredRestore[];
};

export async function readPlanFacts(store: Store, series: Series): Promise<PlanFacts> {
  const series_ids = BACKUP_TYPES.map((backupType) => seriesId({ ...series, backupType }));
  const { tenant, product, assetKind: asset_kind } = series;
  const [copies, restores] = await Promise.all([
    store.query(SELECT_COPIES, { series_ids, rows_max: ROWS_MAX }, copyRow),
    store.query(
      SELECT_RESTORES,
      { series_ids, tenant, product, asset_kind, rows_max: RESTORES_MAX },
      restoreRow,
    ),
  ]);
  const known = new Map(copies.map((row) => [nameOf(row.series_id, row.run_id, row.uri), row]));
  const find = (own: Series, runId: string, uri: string) =>
    known.get(nameOf(seriesId(own), runId, uri));
  return {
    sizeOf: ({ series: own, runId }) => find(own, runId, "")?.size_bytes ?? null,
    lockedUntil: ({ series: own, runId, uri }) => find(own, runId, uri)?.locked_until || null,
    restores: restores.map(({ is_own: isOwn, seconds, bytes }) => ({ isOwn, seconds, bytes })),
  };
}

function nameOf(...parts: readonly string[]): string {
  return parts.join("\n");
}
