import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toFindingRow } from "../../ingest/writer/to-finding-row.ts";
import { toProofRow } from "../../ingest/writer/to-proof-row.ts";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesId } from "../../schemas/series.ts";
import { findingOf, HOUR_MS, NOON_MS, proofOf, runOf, series, stateOf } from "./board-rows.ts";
import { openPanelGround } from "./panel-ground.ts";

const DAY_MS = 24 * HOUR_MS;
/** Two nights ago: no slot of now. */
const DUE_MS = NOON_MS - 11 * HOUR_MS - 2 * DAY_MS;
const DAY = "2026-11-18";
const at = (ms: number) => instantToJson(ms);
const record = (value: object) => ({ value: JSON.stringify(value) });

const shallow = series({ asset: "ShallowDb" });
const deep = series({ asset: "DeepDb" });
const unpromised = series({ asset: "UnpromisedDb" });
const late = series({ asset: "LateDb" });
const twice = series({ asset: "TwiceDb" });
const delivered = series({ asset: "DeliveredDb" });
const skipped = series({ asset: "SkippedDb" });
const failed = series({ asset: "FailedDb" });
const missing = series({ asset: "MissingDb" });
const across = series({ asset: "AcrossDb" });
const others = [late, twice, delivered, skipped, failed, missing];

type Resolution = string | null;

/** Of the slot of two nights ago. */
function found(of: Series, kind: Finding["kind"], resolution: Resolution, differing: object = {}) {
  const openedAt = at(DUE_MS + HOUR_MS);
  const resolvedAt = resolution === null ? null : at(DUE_MS + 2 * HOUR_MS);
  const severity = kind === "missing" ? "critical" : "warning";
  const slot = at(DUE_MS);
  return findingOf(of, { kind, severity, slot, openedAt, resolvedAt, resolution, ...differing });
}

/** A run that succeeded twice, on either side of midnight (UTC, by which days are stored). */
const MIDNIGHT_MS = Date.UTC(2026, 10, 16);
const midnight = runOf(across, MIDNIGHT_MS - HOUR_MS / 6);
const later = runOf(across, MIDNIGHT_MS + HOUR_MS / 6);

const extra = runOf(twice, DUE_MS + HOUR_MS / 2);
const findings: readonly Finding[] = [
  found(late, "late", "started 20 min late"),
  found(delivered, "late", "delivered late by its collector"),
  found(delivered, "missing", "delivered late by its collector"),
  found(skipped, "late", "paused, says Ada: a new module"),
  found(failed, "late", "started 20 min late"),
  found(failed, "failed", "another run of the slot succeeded"),
  found(missing, "late", "became missing"),
  found(missing, "missing", "the next backup succeeded"),
  found(twice, "extra-run", "nothing remains to be done", { runId: extra.run_id }),
  findingOf(missing, { kind: "copy-missing" }),
  findingOf(late, { kind: "copy-missing" }),
  findingOf(null, { kind: "copy-missing", evidence: { members: 2 } }),
  findingOf(null, { kind: "collector-silent", severity: "warning", collector: "vaults" }),
];

let ground: Awaited<ReturnType<typeof openPanelGround>>;
beforeAll(async () => {
  ground = await openPanelGround();
  const promise = { proof_every_ms: 14 * DAY_MS, proof_level: "restored" };
  await ground.insert("series_state_rows", [
    ...[shallow, deep].map((of) => ({ ...toSeriesStateRow(stateOf(of)), ...promise })),
    ...[unpromised, ...others].map((of) => toSeriesStateRow(stateOf(of))),
  ]);
  const proofs = [
    proofOf(shallow, { level: "whole" }),
    proofOf(deep, { level: "right" }),
    proofOf(unpromised, { level: "whole" }),
  ];
  await ground.insert(
    "proof_rows",
    proofs.map((proof) => toProofRow(proof, record(proof))),
  );
  await ground.insert(
    "finding_rows",
    findings.map((finding) => toFindingRow(finding, record(finding))),
  );
  await ground.insert("event_rows", [midnight, { ...later, run_id: midnight.run_id }]);
  const good = [late, twice, delivered, failed].map((of) => runOf(of, DUE_MS + HOUR_MS));
  await ground.insert("event_rows", [...good, extra]);
}, 60_000);
afterAll(() => ground[Symbol.asyncDispose]());

describe("the panels of the fleet", () => {
  test("count a slot once, by its worst, and none that was fine or nothing was due of", async () => {
    const { rows } = await ground.ask("fleet/slots-by-day");
    const ofDay = rows.filter(({ day }) => day === DAY);
    expect(ofDay).toEqual([{ day: DAY, name: "acme", filled: 2, late: 1, failed: 1, missing: 1 }]);
  });

  test("count a run once that succeeded on both sides of midnight", async () => {
    const { rows } = await ground.ask("fleet/slots-by-day");
    const ofBoth = rows.filter(({ day }) => day === "2026-11-15" || day === "2026-11-16");
    expect(ofBoth).toMatchObject([{ day: "2026-11-16", name: "acme", filled: 1 }]);
  });

  test("count what is wrong without the cause that its members share, for one as for all", async () => {
    const [all] = (await ground.ask("fleet/totals")).rows;
    const [ofAcme] = (await ground.ask("fleet/totals", { tenants: ["acme"] })).rows;
    expect(all).toMatchObject({ series: 9, openCritical: 2, openWarning: 1 });
    expect(ofAcme).toMatchObject({ series: 9, openCritical: 2, openWarning: 0 });
  });

  test("call proven what is at the level that the policy promises, or what is without one", async () => {
    const [totals] = (await ground.ask("fleet/totals")).rows;
    expect(totals).toMatchObject({ neverProven: others.length + 1 });
    const provenAt = async (of: Series) =>
      (await ground.ask("series/identity", { seriesId: seriesId(of) })).rows[0]?.["lastProvenAt"];
    const listed = (await ground.ask("series/list", { search: "deep" })).rows;
    expect(listed).toMatchObject([{ proof: "proven", reachedLevel: "right", isProven: true }]);
    const low = (await ground.ask("series/list", { search: "shallow" })).rows;
    expect(low).toMatchObject([{ proof: "proven", reachedLevel: "whole", isProven: false }]);
    const finishedAt = at(NOON_MS - 5 * HOUR_MS);
    expect(await provenAt(shallow)).toBe(null);
    expect(await provenAt(deep)).toBe(finishedAt);
    expect(await provenAt(unpromised)).toBe(finishedAt);
  });
});
