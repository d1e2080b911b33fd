import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Parameters, Store } from "../../platform/store/store.ts";
import { COPY_ROLES } from "../../schemas/events.ts";
import { findingSchema } from "../../schemas/finding.ts";
import { PROOF_LEVELS, proofSchema } from "../../schemas/proof.ts";
import { seriesSchema } from "../../schemas/series.ts";
import { readDrawn } from "../draws/read-drawn.ts";
import type { WeekData, WeekOptions } from "./week-data.ts";

const DAY_MS = 86_400_000;
/**
 * A backup for the week's last slot may start this long after the week, and the first this long
 * before it.
 */
const AROUND_MS = 7 * DAY_MS;

const SERIES = readSql("./select-series.sql");
const RUNS = readSql("./select-runs.sql");
const COPIES = readSql("./select-copies.sql");
const PROOFS = readSql("./select-proofs.sql");
const CHAINS = readSql("./select-chains.sql");
const FINDINGS = readSql("./select-findings.sql");

const milliseconds = z.coerce.number();

const seriesRowSchema = seriesSchema
  .extend({ id: z.string(), firstHeardMs: milliseconds })
  .transform(({ id, firstHeardMs, ...series }) => ({ id, series, firstHeardMs }));

const runRowSchema = z.object({
  seriesId: z.string(),
  runId: z.string(),
  succeeded: z.coerce.boolean(),
  startedAtMs: milliseconds,
});

const copyRowSchema = z.object({
  seriesId: z.string(),
  runId: z.string(),
  role: z.enum(COPY_ROLES),
  vault: z.string(),
});

const chainRowSchema = z
  .object({
    seriesId: z.string(),
    proofs: z.coerce.number(),
    head: z.string(),
    lastOutcome: proofSchema.shape.outcome,
    lastProvenAtMs: milliseconds,
    lastProvenLevel: z.enum([...PROOF_LEVELS, ""]),
  })
  .transform(({ lastProvenAtMs, lastProvenLevel, ...chain }) => ({
    ...chain,
    lastProven: lastProvenLevel === "" ? null : { atMs: lastProvenAtMs, level: lastProvenLevel },
  }));

/** Reads from the store what the report of a week is made from. */
export async function selectWeek(
  store: Store,
  { week, asOfMs }: Pick<WeekOptions, "week" | "asOfMs">,
): Promise<WeekData> {
  const span = { fromMs: week.fromMs, untilMs: asOfMs };
  const around = { fromMs: week.fromMs - AROUND_MS, untilMs: asOfMs + AROUND_MS };
  const series = await store.query(SERIES, { asOfMs }, seriesRowSchema);
  const runs = await store.query(RUNS, { ...around, asOfMs: asOfMs + AROUND_MS }, runRowSchema);
  const copies = await store.query(COPIES, { fromMs: around.fromMs }, copyRowSchema);
  const proofs = await queryBodies(store, { sql: PROOFS, parameters: span }, proofSchema);
  const drawn = await readDrawn(store, asOfMs);
  const chains = await store.query(CHAINS, { asOfMs }, chainRowSchema);
  const findings = await queryBodies(store, { sql: FINDINGS, parameters: span }, findingSchema);
  return { series, runs, copies, proofs, chains, drawn, findings };
}

async function queryBodies<T>(
  store: Store,
  { sql, parameters }: { readonly sql: string; readonly parameters: Parameters },
  schema: z.ZodType<T>,
): Promise<readonly T[]> {
  const rows = await store.query(sql, parameters, z.object({ body: z.string() }));
  return rows.map(({ body }) => schema.parse(JSON.parse(body)));
}

function readSql(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8");
}
