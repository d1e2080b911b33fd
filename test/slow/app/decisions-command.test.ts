import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { type Finding, findingSchema } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { type Series, seriesKey } from "../../../schemas/series.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { type RunningVigie, runVigie, startUp } from "./own-backup/run-vigie.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NIGHTS = 10;
const WAIT = { timeout: 60_000, interval: 500 };
const ENVIRONMENT = { PATH: process.env["PATH"] ?? "" };
const listSchema = z.object({ items: z.array(findingSchema) });
const LEDGER = { ...VISITOR_DB, asset: "Ledger" };
const DOORS = Array.from({ length: 6 }, (_, index) => ({ ...VISITOR_DB, asset: `Door${index}` }));

/** Midnight before the last night, which is over by now. */
const lastMs = Math.floor(createSystemClock().nowMs() / DAY_MS - 1) * DAY_MS;
const nightMs = (night: number) => lastMs - (NIGHTS - 1 - night) * DAY_MS;

let directory: string;
let running: RunningVigie;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-decisions-"));
  const policy =
    'policies: [{ name: daily, match: { environment: production }, schedule: { cron: "0 1 * * *" } }]';
  await writeFile(config(), `data: ./data\nlisten: { port: 0 }\n${policy}\n`);
  const nights = Array.from({ length: NIGHTS }, (_, night) => night);
  const lines = [VISITOR_DB, LEDGER, ...DOORS].flatMap((series) =>
    nights.map((night) => JSON.stringify(success(series, night))),
  );
  await writeFile(join(directory, "events.jsonl"), lines.join("\n"));
  running = await startUp(config(), ENVIRONMENT);
  await vigie("ingest", join(directory, "events.jsonl"));
}, 60_000);

afterAll(async () => {
  await running.stop();
  await rm(directory, { recursive: true });
});

const config = () => join(directory, "vigie.yaml");

/** In the last night all but Ledger is half as large as in the others. */
function success(series: Series, night: number) {
  const startedAt = instantToJson(nightMs(night) + HOUR_MS);
  const finishedAt = instantToJson(nightMs(night) + 2 * HOUR_MS);
  const isLow = series !== LEDGER && night === NIGHTS - 1;
  const run = { runId: `n${night}`, startedAt, finishedAt, sizeBytes: isLow ? 5e7 : 1e8 + night };
  const id = `${series.asset}-${night}`;
  const envelope = { specversion: "1.0", id, source: "/sql", time: finishedAt };
  return { ...envelope, type: "vigie.backup.succeeded.v1", data: { series, ...run } };
}

async function vigie(...words: readonly string[]) {
  const { code, out, err } = await runVigie([...words, "--config", config()], ENVIRONMENT);
  return { code, out, err };
}

/** Asked of the running process, as each command is a process of its own. */
async function undersized(asset?: string) {
  const response = await fetch(new URL("/api/v1/findings", running.url));
  const { items } = listSchema.parse(await response.json());
  return items.filter(
    ({ kind, series }) => kind === "undersized" && (!asset || series?.asset === asset),
  );
}

test("a decision is said beside a running pipeline, and bears on what it found", async () => {
  await expect.poll(() => undersized("VisitorDb"), WAIT).toHaveLength(1);
  const [finding] = await undersized("VisitorDb");
  assert(finding);
  const explained = await vigie("explain", finding.id);
  expect(explained.out).toContain("ln(bytes / expectedBytes) = ln(50000000 bytes / ");
  expect(explained.out).toMatch(/Runs before it, the latest first \(9\)/);
  const from = instantToJson(nightMs(NIGHTS - 1));
  const words = ["accept", "acme/VisitorDb", "--from", from, "--reason", "purged"];
  const accepted = await vigie(...words, "--author", "Ada");
  expect(accepted).toMatchObject({ code: 0, err: "" });
  expect(accepted.out).toContain(`The baseline restarts at ${from}; learning 1/7.`);
  const resolution = `a new normal from ${from} on, says Ada: purged`;
  await expect.poll(() => undersized("VisitorDb"), WAIT).toMatchObject([{ resolution }]);
  const again = { code: 0, err: expect.stringContaining("Decided already by Ada") };
  await expect.poll(() => vigie(...words), WAIT).toMatchObject(again);
  const wrong = await vigie("false-alarm", finding.id.slice(0, 8), "--reason", "x", "--json");
  expect(JSON.parse(wrong.out)).toMatchObject({
    decision: { kind: "false-alarm", finding: { id: finding.id } },
    effect: { widening: 1.15 },
  });
  expect((await vigie("explain", finding.id)).out).toContain(resolution);
}, 240_000);

test("what is decided of a parent is decided of each of its members", async () => {
  const isParent = ({ series, resolvedAt }: Finding) => series === null && resolvedAt === null;
  await expect.poll(async () => (await undersized()).some(isParent), WAIT).toBe(true);
  const parent = (await undersized()).find(isParent);
  assert(parent);
  const said = await vigie("expected", parent.id, "--reason", "site closed", "--author", "Ada");
  expect(said).toMatchObject({ code: 0, out: expect.stringContaining("open members resolve") });
  const members = async () =>
    (await undersized()).filter((one) => one.parent === parent.id && !one.resolvedAt);
  await expect.poll(members, WAIT).toEqual([]);
  const over = { id: parent.id, resolution: "all its members are resolved" };
  await expect.poll(() => undersized(), WAIT).toContainEqual(expect.objectContaining(over));
}, 120_000);

test("an incident is acknowledged beside a running pipeline, and its story tells it", async () => {
  const { out } = await vigie("incidents", "--json");
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(out.split("\n")[0] ?? ""));
  const said = await vigie("acknowledge", id.slice(0, 12), "--reason", "on it", "--author", "Ada");
  expect(said).toMatchObject({ code: 0, err: "", out: expect.stringContaining(id) });
  const story = async () => (await vigie("incidents", "show", id.slice(0, 12))).out;
  await expect.poll(story, WAIT).toContain("acknowledged by Ada: on it");
  expect(await story()).toMatch(/Told:\n.* opened {2}log, sent /);
}, 240_000);

test("some series are retired by a match, and resumed", async () => {
  const retired = await vigie("retire", "tenant=acme,asset=Led*", "--reason", "sold", "--json");
  expect(JSON.parse(retired.out)).toMatchObject({
    decision: { kind: "retire", about: { match: { tenant: ["acme"], asset: ["Led*"] } } },
    effect: { series: [seriesKey(LEDGER)] },
  });
  expect(await vigie("resume", "Ledger", "--reason", "bought back")).toMatchObject({ code: 0 });
}, 120_000);

/** What else may be wrong is in `test/app/commands/find-series.test.ts`. */
test("no instant, a new normal to come and a pause that is over are wrong usage", async () => {
  const wrong = [
    ["accept", "VisitorDb", "--from", "yesterday"],
    ["accept", "Ledger", "--from", "2999-01-01T00:00:00Z"],
    ["pause", "Ledger", "--until", "2020-01-01T00:00:00Z"],
  ];
  const said = await Promise.all(wrong.map((words) => vigie(...words, "--reason", "x")));
  expect(said.map(({ code }) => code)).toEqual([64, 64, 64]);
  expect(said.map(({ err }) => err)).toEqual([
    expect.stringContaining("RFC 3339"),
    expect.stringContaining("is not here yet"),
    expect.stringContaining("is past"),
  ]);
}, 60_000);

test("a backtest takes the decisions that were said meanwhile", async () => {
  const events = join(directory, "events.jsonl");
  const [decisions, out] = [join(directory, "decisions.jsonl"), join(directory, "out.jsonl")];
  const from = instantToJson(nightMs(NIGHTS - 1));
  const said = { id: "00000000-0000-4000-8000-000000000001", author: "Ada", reason: "purged" };
  const accept = { ...said, kind: "accept", time: from, series: VISITOR_DB, from };
  await writeFile(decisions, `${JSON.stringify(accept)}\n{}\n`);
  const replay = ["backtest", "--events", events];
  const [bare, told] = await Promise.all([
    vigie(...replay),
    vigie(...replay, "--decisions", decisions, "--out", out),
  ]);
  const found = /"undersized"[^\n]*VisitorDb/;
  expect(bare.out).toMatch(found);
  expect(told.err).toContain("1 rejected lines");
  expect(await readFile(out, "utf8")).not.toMatch(found);
}, 60_000);
