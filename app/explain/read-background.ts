import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import type { Decision } from "../../schemas/decision.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesId, seriesKey } from "../../schemas/series.ts";
import { readFindings } from "../commands/read-findings.ts";
import { readDecisions } from "../decisions/read-decisions.ts";

const EVENTS_SQL = readFileSync(new URL("./finding-events.sql", import.meta.url), "utf8");
const RUNS_SQL = readFileSync(new URL("./runs-before.sql", import.meta.url), "utf8");
const DAY_MS = 86_400_000;
const RUNS_SHOWN_MAX = 100;

const number = z.coerce.number();
const runSchema = z.object({
  runId: z.string(),
  startedAt: number,
  seconds: number,
  sizeBytes: number.nullable(),
  storedBytes: number.nullable(),
});

/** An earlier run of the same series, and the kinds of what was found of it. */
export type RunBefore = z.infer<typeof runSchema> & { readonly found: readonly string[] };

/** What lies behind a finding. */
export type Background = {
  readonly events: readonly unknown[];
  /** The runs that one was compared with, the latest first; none where it was with none. */
  readonly runs: readonly RunBefore[];
  /** Where it is the parent of others: these. */
  readonly members: readonly Finding[];
  /** What people decided of the finding or its series. */
  readonly decisions: readonly Decision[];
};

export async function readBackground(store: Store, finding: Finding): Promise<Background> {
  const of = { findingId: finding.id, seriesId: finding.series ? seriesId(finding.series) : "" };
  const all = await readDecisions(store, "", of);
  const decisions = all.filter((decision) => bearsOn(decision, finding));
  if (!finding.series) {
    const members = await readFindings(store, { parent: finding.id });
    return { events: [], runs: [], members, decisions };
  }
  return {
    events: await readEvents(store, finding),
    runs: await readRuns(store, finding),
    members: [],
    decisions,
  };
}

async function readEvents(store: Store, finding: Finding): Promise<readonly unknown[]> {
  if (!finding.series) return [];
  const aroundMs = Date.parse(finding.slot ?? finding.openedAt);
  const parameters = {
    seriesId: seriesId(finding.series),
    runId: finding.runId ?? "",
    fromMs: finding.runId ? 0 : aroundMs - DAY_MS,
    toMs: finding.runId ? Number.MAX_SAFE_INTEGER : aroundMs + DAY_MS,
  };
  const rows = await store.query(EVENTS_SQL, parameters, z.object({ body: z.string() }));
  return rows.map(({ body }) => JSON.parse(body) as unknown);
}

/** As many as the evidence says were compared with, and those left out among them. */
async function readRuns(store: Store, { series, runId, evidence }: Finding) {
  const compared = evidence["runs"];
  if (!series || runId === null || typeof compared !== "number" || compared === 0) return [];
  const parameters = { seriesId: seriesId(series), runId, runsMax: RUNS_SHOWN_MAX };
  const rows = await store.query(RUNS_SQL, parameters, runSchema);
  const mine = await readFindings(store, {
    seriesId: seriesId(series),
    runIds: rows.map((run) => run.runId),
  });
  const runs = rows.map((run): RunBefore => {
    const found = mine.filter((finding) => finding.runId === run.runId).map(({ kind }) => kind);
    return { ...run, found: [...new Set(found)] };
  });
  return runs.slice(0, compared + runs.filter(({ found }) => found.length > 0).length);
}

function bearsOn(decision: Decision, { id, series }: Finding): boolean {
  if ("finding" in decision) return decision.finding.id === id;
  if (!series || !("series" in decision)) return false;
  return seriesKey(decision.series) === seriesKey(series);
}
