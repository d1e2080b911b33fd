import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Parameters, Store } from "../../../platform/store/store.ts";
import type { Principal } from "../../../schemas/access.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { ASSET_KINDS, BACKUP_TYPES, ENVIRONMENTS } from "../../../schemas/series.ts";
import { SLOT_STATES } from "../../../schemas/series-state.ts";
import { bytesToJson } from "../../../schemas/size.ts";
import { notFound } from "../refusal.ts";

const SQL = readFileSync(new URL("./list-series.sql", import.meta.url), "utf8");

const integer = z.union([z.int(), z.string().regex(/^-?[0-9]+$/)]);
const storedInstant = integer.transform((atMs) => instantToJson(Number(atMs))).nullable();
const storedBytes = integer.transform((size) => bytesToJson(BigInt(size))).nullable();

const attributes = {
  id: z.string(),
  tenant: z.string(),
  environment: z.enum(ENVIRONMENTS),
  product: z.string(),
  site: z.string(),
  assetKind: z.enum(ASSET_KINDS),
  instance: z.string(),
  asset: z.string(),
  backupType: z.enum(BACKUP_TYPES),
  policy: z.string().nullable(),
  state: z.enum(SLOT_STATES),
  learningRuns: z.int().nullable(),
  learningNeeded: z.int().nullable(),
};

const seriesRow = z.object({
  ...attributes,
  ...{ slot: storedInstant, nextSlot: storedInstant, lastSuccessAt: storedInstant },
  ...{ lastSizeBytes: storedBytes, updatedAt: storedInstant },
});

const instant = z.iso.datetime().nullable();

/** A series as it is answered. */
export const seriesAnswer = z.object({
  ...attributes,
  ...{ slot: instant, nextSlot: instant, lastSuccessAt: instant, updatedAt: instant },
  lastSizeBytes: z.union([z.int(), z.string()]).nullable(),
});
export type SeriesAnswer = z.infer<typeof seriesAnswer>;

const ANY = {
  ...{ environments: [], products: [], sites: [], states: [], id: "", search: "" },
  ...{ lastTenant: "", lastAsset: "", lastId: "", worstFirst: [] },
};

/** Series by tenant and asset; what is not said may be anything. */
export function listSeries(
  store: Store,
  asked: Parameters & { readonly tenants: readonly string[]; readonly rowsMax: number },
): Promise<readonly SeriesAnswer[]> {
  return store.query(SQL, { ...ANY, ...asked }, seriesRow);
}

/** One series, where it is somebody's to see. */
export async function readSeries(
  store: Store,
  id: string,
  { tenants }: Principal,
): Promise<SeriesAnswer> {
  const [series] = await listSeries(store, { id, tenants: tenants ?? [], rowsMax: 1 });
  if (!series) throw notFound("series");
  return series;
}
