import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { type Decision, decisionSchema } from "../../schemas/decision.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { seriesId } from "../../schemas/series.ts";
import { readFindings } from "../commands/read-findings.ts";

const EVENTS_SQL = readFileSync(new URL("./finding-events.sql", import.meta.url), "utf8");
const RUNS_SQL = readFileSync(new URL("./runs-before.sql", import.meta.url), "utf8");
const MEMBERS_SQL = readFileSync(new URL("./members.sql", import.meta.url), "utf8");
const DECISIONS_SQL = readFileSync(new URL("./finding-decisions.sql", import.meta.url), "utf8");
const DAY_MS = 86_400_000;
const RUNS_SHOWN_MAX = 100;
const MEMBERS_SHOWN_MAX = 200;
const DECISIONS_SHOWN_MAX = 200;

const number = z.coerce.number();
const runSchema = z.object({
  runId: z.string(),
  startedAt: number,
  seconds: number,
  sizeBytes: number.nullable(),
  storedBytes: number.nullable(),
});

const listedSchema = z.object({ body: z.string(), total: number });

/** An earlier run of the same series, and the kinds of what was found of it. */
export type RunBefore = z.infer<typeof runSchema> & { readonly found: readonly string[] };

/** What lies behind a finding. */
export type Background = {
  readonly events: readonly unknown[];
  /** The runs that one was compared with, the latest first; none where it was with none. */
  readonly runs: readonly RunBefore[];
  /** Where it is the parent of others: these, those open first; 200 at most. */
  readonly members: readonly Finding[];
  /** How many there are. */
  readonly membersCount: number;
  /** What people decided of the finding or its series, the latest first; 200 at most. */
  readonly decisions: readonly Decision[];
  readonly decisionsCount: number;
};

export async function readBackground(store: Store, finding: Finding): Promise<Background> {
  const { id: findingId, series } = finding;
  const of = { findingId, seriesId: series ? seriesId(series) : "", rowsMax: DECISIONS_SHOWN_MAX };
  const decided = await store.query(DECISIONS_SQL, of, listedSchema);
  const joined = { parent: findingId, rowsMax: MEMBERS_SHOWN_MAX };
  const members = series ? [] : await store.query(MEMBERS_SQL, joined, listedSchema);
  return {
    events: await readEvents(store, finding),
    runs: await readRuns(store, finding),
    members: members.map(({ body }) => findingSchema.parse(JSON.parse(body))),
    membersCount: members[0]?.total ?? 0,
    decisions: decided.map(({ body }) => decisionSchema.parse(JSON.parse(body))),
    decisionsCount: decided[0]?.total ?? 0,
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
