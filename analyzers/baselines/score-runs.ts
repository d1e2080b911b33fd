import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import type { Series } from "../../schemas/series.ts";
import { SIZE_LIMITS } from "../sizes/size-limits.ts";
import type { Place } from "./fit-baseline.ts";

const SQL = readFileSync(new URL("./score-runs.sql", import.meta.url), "utf8");
const NO_MINIMUM = -1;

export type RunToScore = {
  readonly seriesId: string;
  readonly backupType: Series["backupType"];
  readonly bytes: number;
  readonly place: Place;
  readonly minBytes: number | null;
  /** How many scales the run before was out. */
  readonly zBefore: number;
};

const number = z.number().nullable();
const scoreSchema = z.object({
  ...{ expectedLog: number, change: number, scale: number, z: number },
  verdict: z.enum(["unknown", "usual", "odd", "out"]),
  kind: z.enum(["", "undersized", "oversized"]),
  rule: z.enum(["", "minimum", "empty", "baseline"]),
});
export type Score = z.infer<typeof scoreSchema>;

/** How each run compares with the stored baseline of its series, in the order given. */
export function scoreRuns(store: Store, runs: readonly RunToScore[]): Promise<readonly Score[]> {
  const limits = runs.map(({ backupType }) => SIZE_LIMITS[backupType]);
  const parameters = {
    seriesIds: runs.map(({ seriesId }) => seriesId),
    bytes: runs.map(({ bytes }) => bytes),
    days: runs.map(({ place }) => place.days),
    seasons: runs.map(({ place }) => place.season),
    dayParts: runs.map(({ place }) => place.dayPart),
    minBytes: runs.map(({ minBytes }) => minBytes ?? NO_MINIMUM),
    zBefores: runs.map(({ zBefore }) => zBefore),
    secondScales: limits.map(({ secondScales }) => secondScales),
    scales: limits.map(({ scales }) => scales),
    falls: limits.map(({ fall }) => fall),
    rises: limits.map(({ rise }) => rise),
    priorScales: limits.map(({ prior }) => prior.scale),
    priorRuns: limits.map(({ prior }) => prior.runs),
    wholes: limits.map(({ isWhole }) => Number(isWhole)),
  };
  return store.query(SQL, parameters, scoreSchema);
}
