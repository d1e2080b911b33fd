import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { type RunningVigie, runVigie, startUp } from "./own-backup/run-vigie.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NIGHTS = 10;
const WAIT = { timeout: 60_000, interval: 500 };
const ENVIRONMENT = { PATH: process.env["PATH"] ?? "" };
const LEDGER = { ...VISITOR_DB, asset: "Ledger" };

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
  const lines = [VISITOR_DB, LEDGER].flatMap((series) =>
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

/** The last night's VisitorDb is half as large as the others. */
function success(series: typeof VISITOR_DB | typeof LEDGER, night: number) {
  const startedAt = instantToJson(nightMs(night) + HOUR_MS);
  const finishedAt = instantToJson(nightMs(night) + 2 * HOUR_MS);
  const isLow = series === VISITOR_DB && night === NIGHTS - 1;
  const run = { runId: `n${night}`, startedAt, finishedAt, sizeBytes: isLow ? 5e7 : 1e8 + night };
  const id = `${series.asset}-${night}`;
  const envelope = { specversion: "1.0", id, source: "/sql", time: finishedAt };
  return { ...envelope, type: "vigie.backup.succeeded.v1", data: { series, ...run } };
}

async function vigie(...words: readonly string[]) {
  const { code, out, err } = await runVigie([...words, "--config", config()], ENVIRONMENT);
  return { code, out, err };
}

async function findings(kind: string) {
  const { out } = await vigie("findings", "--kind", kind, "--json");
  return out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test("a decision is said beside a running pipeline, and bears on what it found", async () => {
  await expect.poll(() => findings("undersized"), WAIT).toHaveLength(1);
  const [finding] = await findings("undersized");
  const explained = await vigie("explain", finding.id);
  expect(explained.out).toContain("ln(bytes / expectedBytes) = ln(50000000 / ");
  expect(explained.out).toMatch(/Runs before it, the latest first \(9\)/);
  const from = instantToJson(nightMs(NIGHTS - 1));
  const words = ["accept", "acme/VisitorDb", "--from", from, "--reason", "purged"];
  const accepted = await vigie(...words, "--author", "Ada");
  expect(accepted).toMatchObject({ code: 0, err: "" });
  expect(accepted.out).toContain(`The baseline restarts at ${from}; learning 1/7.`);
  const resolution = `a new normal from ${from} on, says Ada: purged`;
  await expect.poll(() => findings("undersized"), WAIT).toMatchObject([{ resolution }]);
  await expect
    .poll(() => vigie(...words), WAIT)
    .toMatchObject({
      code: 0,
      err: expect.stringContaining("Decided already by Ada"),
    });
  const wrong = await vigie("false-alarm", finding.id.slice(0, 8), "--reason", "x", "--json");
  expect(JSON.parse(wrong.out)).toMatchObject({
    decision: { kind: "false-alarm", finding: { id: finding.id } },
    effect: { widening: 1.15 },
  });
  expect((await vigie("explain", finding.id)).out).toContain(resolution);
}, 240_000);

test("some series are retired by a match, and resumed", async () => {
  const retired = await vigie("retire", "tenant=acme,asset=Led*", "--reason", "sold", "--json");
  expect(JSON.parse(retired.out)).toMatchObject({
    decision: { kind: "retire", about: { match: { tenant: ["acme"], asset: ["Led*"] } } },
    effect: { series: [seriesKey(LEDGER)] },
  });
  expect(await vigie("resume", "Ledger", "--reason", "bought back")).toMatchObject({ code: 0 });
}, 120_000);

test.each([
  [
    "no series of that name",
    ["accept", "Visitor", "--from", "2026-01-01T00:00:00Z"],
    "Did you mean",
  ],
  ["no instant", ["accept", "VisitorDb", "--from", "yesterday"], "RFC 3339"],
  ["a pause that is over", ["pause", "Ledger", "--until", "2020-01-01T00:00:00Z"], "is past"],
  ["a pause without an end", ["pause", "Ledger"], "--until"],
  ["no attribute of a series", ["retire", "tennant=acme"], "Did you mean tenant?"],
  ["a match of nothing", ["retire", "tenant=nobody"], "No series matches"],
  ["no finding of that id", ["expected", "ffffffffff"], "No finding begins with"],
])("%s is said, and nothing is decided", async (_case, words, message) => {
  const { code, err } = await vigie(...words, "--reason", "x");
  expect({ code, err }).toEqual({ code: 64, err: expect.stringContaining(message) });
});

test("a backtest takes the decisions that were said meanwhile", async () => {
  const events = join(directory, "events.jsonl");
  const [decisions, out] = [join(directory, "decisions.jsonl"), join(directory, "out.jsonl")];
  const from = instantToJson(nightMs(NIGHTS - 1));
  const said = { id: "00000000-0000-4000-8000-000000000001", author: "Ada", reason: "purged" };
  const accept = { ...said, kind: "accept", time: from, series: VISITOR_DB, from };
  await writeFile(decisions, `${JSON.stringify(accept)}\n{}\n`);
  await vigie("backtest", "--events", events, "--out", out);
  expect(await readFile(out, "utf8")).toContain("undersized");
  const told = await vigie("backtest", "--events", events, "--decisions", decisions, "--out", out);
  expect(told.err).toContain("1 rejected lines");
  expect(await readFile(out, "utf8")).not.toContain("undersized");
}, 60_000);
