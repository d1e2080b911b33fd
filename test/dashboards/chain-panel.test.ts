import { afterAll, beforeAll, expect, test } from "vitest";
import { PANELS } from "../../dashboards/panels/panels.ts";
import { readPanel } from "../../dashboards/panels/read-panel.ts";
import { toFindingRow } from "../../ingest/writer/to-finding-row.ts";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesId } from "../../schemas/series.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";
import { findingOf, HOUR_MS, NOON_MS, series, stateOf } from "./board-rows.ts";

const FULLS = series({ asset: "VisitorDb" });
const DIFFERENTIALS = series({ asset: "VisitorDb", backupType: "differential" });
const LOGS = series({ asset: "VisitorDb", backupType: "log" });
const OTHERS = series({ asset: "MeetingDb" });
const at = (hour: number) => instantToJson(NOON_MS - (24 - hour) * HOUR_MS);
const WAS = { id: "f".repeat(32), kind: "chain-broken", resolvedAt: at(20) } as const;

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
  const { writer } = served.store;
  const states = [FULLS, DIFFERENTIALS, LOGS, OTHERS].map((of) => toSeriesStateRow(stateOf(of)));
  await writer.insert("series_state_rows", states);
  await writer.insert("event_rows", [
    ...made(FULLS, "full-1", 0, { chain: { backupSetId: "set-1" } }),
    ...made(LOGS, "log-1", 1),
    ...made(LOGS, "log-2", 2),
    ...made(DIFFERENTIALS, "diff-1", 3, { chain: { differentialBaseId: "set-1" } }),
    ...made(LOGS, "log-3", 4),
    ...made(DIFFERENTIALS, "diff-2", 5, { chain: { differentialBaseId: "set-0" } }),
    ...made(FULLS, "full-2", 6, { parentRunId: "full-1" }),
    eventRow(FULLS, "backup.failed", 7, { run_id: "full-2", finished_at: at(7) }),
    ...made(FULLS, "full-3", 8),
    eventRow(FULLS, "copy.removed", 9, placeOf("full-3")),
    ...made(OTHERS, "another", 4),
  ]);
  const broken = findingOf(DIFFERENTIALS, { kind: "chain-broken", runId: "diff-2" });
  const was = findingOf(FULLS, { ...WAS, runId: "full-1" });
  const rows = [broken, was].map((of) => toFindingRow(of, { value: JSON.stringify(of) }));
  await writer.insert("finding_rows", rows);
}, 60_000);
afterAll(() => served.close());

type Said = { readonly chain?: object; readonly parentRunId?: string };

/** A backup that ended well half an hour later, and its copy. */
function made(of: Series, run_id: string, hour: number, data: Said = {}) {
  const run = { run_id, started_at: at(hour), finished_at: at(hour + 0.5), size_bytes: 1_000 };
  const observed = { ...placeOf(run_id), size_bytes: 1_000 };
  return [
    eventRow(of, "backup.succeeded", hour + 0.5, { ...run, body: JSON.stringify({ data }) }),
    eventRow(of, "copy.observed", hour + 0.6, observed),
  ];
}

function placeOf(run_id: string) {
  return { run_id, copy_role: "primary", copy_vault: "dc1", copy_uri: `s3://dc1/${run_id}` };
}

function eventRow(of: Series, what: string, hour: number, rest: object) {
  const { tenant, environment, product, site, assetKind, instance, asset, backupType } = of;
  return {
    ...{ source: "/test", type: `vigie.${what}.v1`, id: `${what}-${backupType}-${hour}` },
    ...{ time: at(hour), received_time: at(hour), series_id: seriesId(of) },
    ...{ tenant, environment, product, site, asset_kind: assetKind, instance, asset },
    ...{ backup_type: backupType, ...rest },
  };
}

async function ask(of: Series, tenants: readonly string[] = []) {
  const panel = PANELS.find(({ name }) => name === "series/chain") ?? expect.fail("no panel");
  const ground = { nowMs: NOON_MS, zone: "Europe/Paris" };
  const asked = { seriesId: seriesId(of), tenants };
  return (await readPanel(served.store.people, panel, asked, ground)).rows;
}

test("every point of the asset that has a copy, what it rests on, and how far its logs lead", async () => {
  const rows = await ask(LOGS);
  expect(rows).toEqual(await ask(FULLS));
  const point = { copies: 1, vaults: ["dc1"], logs: 0, logsUntil: null, broken: null };
  expect(rows).toMatchObject([
    { ...point, runId: "diff-2", restsOn: "set-0", broken: "chain-broken" },
    { ...point, runId: "diff-1", restsOn: "full-1", logs: 1, logsUntil: at(4.5) },
    { ...point, runId: "full-1", restsOn: null, logs: 2, logsUntil: at(2.5), at: at(0) },
  ]);
  expect(rows).toHaveLength(3);
});

test("nothing of it is told to another tenant", async () => {
  expect(await ask(FULLS, ["globex"])).toEqual([]);
});
