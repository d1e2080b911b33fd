import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import { checkReport } from "../../../verifiers/report/check-report.ts";
import { type EndedWeek, startReports } from "../../../verifiers/report/start-reports.ts";
import { type WeekReport, weekReportSchema } from "../../../verifiers/report/week-report.ts";
import { parseReportFormats, writeReport } from "../../../verifiers/report/write-report.ts";
import { aFinding } from "../../alerts/a-finding.ts";
import { aProof, MEETING, VISITOR } from "./a-week.ts";
import { openReportsWorld } from "./reports-world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Monday 9 November 2026, 00:00 in Paris: the beginning of 2026-W46. */
const MONDAY_MS = Date.parse("2026-11-08T23:00:00Z");

let world: Awaited<ReturnType<typeof openReportsWorld>>;

beforeEach(async () => {
  world = await openReportsWorld(MONDAY_MS);
});
afterEach(() => world.close());

async function listReports(): Promise<readonly string[]> {
  const names = await readdir(world.options.directory).catch(() => []);
  return names.sort();
}

async function readReport(name: string): Promise<WeekReport> {
  const text = await readFile(join(world.options.directory, name), "utf8");
  return weekReportSchema.parse(JSON.parse(text).report);
}

/** VisitorDb every night; MeetingDb not on the third. */
async function backUpWeek(fromMs: number) {
  for (let night = 0; night < 7; night += 1) {
    const startedAtMs = fromMs + night * DAY_MS + HOUR_MS;
    await world.backUp(VISITOR, startedAtMs);
    if (night !== 2) await world.backUp(MEETING, startedAtMs + 60_000);
  }
}

test("a week's report is written in the first minute after it, from what the store holds", async () => {
  const reports = await startReports(world.options);
  await backUpWeek(MONDAY_MS);
  await world.find(
    aFinding({ series: MEETING, slot: "2026-11-11T00:00:00Z", openedAt: "2026-11-11T06:01:00Z" }),
  );
  await world.prove(aProof(VISITOR));
  await world.clock.advanceTo(MONDAY_MS + 7 * DAY_MS - 1);
  expect(await listReports()).toEqual([]);
  await world.clock.advanceTo(MONDAY_MS + 7 * DAY_MS + 60_000);
  expect(await listReports()).toEqual(["2026-W46-en.html", "2026-W46-en.json"]);
  const report = await readReport("2026-W46-en.json");
  const [meeting, visitor] = report.series;
  expect(visitor).toMatchObject({
    series: VISITOR,
    slots: { expected: 7, made: 7, missing: 0 },
    copies: { complete: 7, incomplete: [] },
    standing: "proven",
    chain: { proofs: 1, head: aProof(VISITOR).hash },
  });
  expect(meeting).toMatchObject({
    series: MEETING,
    slots: { expected: 7, made: 6, missing: 1 },
    standing: "never-proven",
    chain: { proofs: 0, head: null },
  });
  expect(report.proofs).toHaveLength(1);
  expect(report.findings.open).toHaveLength(1);
  await reports.stop();
});

test("both files of a report are sound and carry the pinned key", async () => {
  const reports = await startReports(world.options);
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  await world.clock.advanceTo(MONDAY_MS + 8 * DAY_MS);
  for (const name of await listReports()) {
    const bytes = await readFile(join(world.options.directory, name));
    const { fingerprint } = world.options.keys;
    expect(checkReport(bytes, { fingerprint })).toMatchObject({ verdict: "sound", pinned: true });
  }
  await reports.stop();
});

test("weeks that ended while nobody ran are caught up, the last eight of them", async () => {
  await world.backUp(VISITOR, MONDAY_MS - 70 * DAY_MS);
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  await world.clock.advanceTo(MONDAY_MS + 23 * DAY_MS);
  const reports = await startReports(world.options);
  await world.clock.advanceTo(MONDAY_MS + 23 * DAY_MS + 60_000);
  const pages = (await listReports()).filter((name) => name.endsWith(".html"));
  expect(pages).toHaveLength(8);
  expect(pages.at(0)).toBe("2026-W41-en.html");
  expect(pages.at(-1)).toBe("2026-W48-en.html");
  await reports.stop();
});

test("a report is written once, however often and however many processes start", async () => {
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  await world.clock.advanceTo(MONDAY_MS + 8 * DAY_MS);
  const both = [await startReports(world.options), await startReports(world.options)];
  await world.clock.advanceTo(world.clock.nowMs() + 60_000);
  await Promise.all(both.map(({ stop }) => stop()));
  const page = join(world.options.directory, "2026-W46-en.html");
  await writeFile(page, "sent to the customer");
  const again = await startReports(world.options);
  await world.clock.advanceTo(world.clock.nowMs() + DAY_MS);
  expect(await readFile(page, "utf8")).toBe("sent to the customer");
  await rm(page);
  await world.clock.advanceTo(world.clock.nowMs() + DAY_MS);
  expect(await listReports()).toEqual(["2026-W46-en.json"]);
  await again.stop();
});

test("a report that could not be written is tried again", async () => {
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  await world.clock.advanceTo(MONDAY_MS + 8 * DAY_MS);
  const inTheWay = join(world.options.directory, "2026-W46-en.html");
  await mkdir(inTheWay, { recursive: true });
  const reports = await startReports({ ...world.options, logger: silent() });
  await world.clock.advanceTo(world.clock.nowMs() + 60_000);
  expect(await listReports()).toEqual(["2026-W46-en.html"]);
  await rm(inTheWay, { recursive: true });
  await world.clock.advanceTo(world.clock.nowMs() + 60_000);
  expect(await listReports()).toEqual(["2026-W46-en.html", "2026-W46-en.json"]);
  await reports.stop();
});

test("what cannot be sent holds up no later week, and is sent again until it is", async () => {
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  const told: string[] = [];
  let tries = 0;
  let isDown = true;
  const send = async ({ week }: EndedWeek) => {
    if (week === "2026-W46") tries += 1;
    if (isDown && week === "2026-W46")
      throw new OperatingError("Cannot reach the mail server", { retryable: true });
    told.push(week);
  };
  const objects = createDirectoryObjects({ root: join(world.options.directory, "proofs") });
  const roots = { proofs: objects, anchor: null };
  await world.clock.advanceTo(MONDAY_MS + 14 * DAY_MS);
  const reports = await startReports({ ...world.options, logger: silent(), roots, send });
  await world.clock.advanceTo(world.clock.nowMs() + 60_000);
  expect(told).toEqual(["2026-W47"]);
  expect(await listReports()).toContain("2026-W47-en.html");
  await world.clock.advanceTo(world.clock.nowMs() + 60 * 60_000);
  expect(tries).toBeLessThanOrEqual(7);
  isDown = false;
  await world.clock.advanceTo(world.clock.nowMs() + 11 * 60_000);
  expect(told).toEqual(["2026-W47", "2026-W46"]);
  await world.clock.advanceTo(world.clock.nowMs() + DAY_MS);
  expect(told).toHaveLength(2);
  await reports.stop();
});

test("a week that was never sent is said once, when it is tried no more", async () => {
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  const lines: { readonly level: number; readonly msg: string; readonly week?: string }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const logger = createLogger({ level: "error", destination: { write } });
  await world.clock.advanceTo(MONDAY_MS + 8 * DAY_MS);
  await (await startReports({ ...world.options, logger })).stop();
  const unsent =
    "INSERT INTO weekly_reports (week, lang, claimed_at_ms) VALUES ('2026-W30', 'en', 1)";
  await world.options.state.transact(({ run }) => run(unsent));
  for (const _ of ["first", "second"]) {
    const reports = await startReports({ ...world.options, logger });
    await world.clock.advanceTo(world.clock.nowMs() + 60_000);
    await reports.stop();
  }
  const said = lines.filter(({ msg }) => msg.includes("never"));
  expect(said.map(({ week }) => week)).toEqual(["2026-W30"]);
});

test("a week whose root cannot be kept holds up no report after it, and the chain waits for it", async () => {
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  const proofs = join(world.options.directory, "proofs");
  const objects = createDirectoryObjects({ root: proofs });
  const anchored = createDirectoryObjects({ root: join(world.options.directory, "anchor") });
  // Of W46 what is ours is no root; of W48 what is outside is another's.
  const ours = join(proofs, "roots", "2026-W46.root.json");
  await mkdir(join(proofs, "roots"), { recursive: true });
  await writeFile(ours, "no root");
  const roots = { proofs: objects, anchor: anchored };
  await world.clock.advanceTo(MONDAY_MS + 21 * DAY_MS);
  const reports = await startReports({ ...world.options, logger: silent(), roots });
  await world.clock.advanceTo(world.clock.nowMs() + 60_000);
  for (const week of ["2026-W46", "2026-W47", "2026-W48"])
    expect(await listReports()).toContain(`${week}-en.json`);
  expect(await readdir(join(world.options.directory, "anchor")).catch(() => [])).toEqual([]);
  await rm(ours);
  await world.clock.advanceTo(world.clock.nowMs() + 12 * 60_000);
  const read = async (week: string) =>
    JSON.parse(await readFile(join(proofs, "roots", `${week}.root.json`), "utf8"));
  expect((await read("2026-W47")).previous.week).toBe("2026-W46");
  expect((await read("2026-W48")).previous.week).toBe("2026-W47");
  await reports.stop();
});

test("a week that is anchored otherwise holds up none after it", async () => {
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  const objects = createDirectoryObjects({ root: join(world.options.directory, "proofs") });
  const anchor = createDirectoryObjects({ root: join(world.options.directory, "anchor") });
  const roots = { proofs: objects, anchor };
  await anchor.write("2026-W46.root.json", Buffer.from("of another"));
  await world.clock.advanceTo(MONDAY_MS + 14 * DAY_MS);
  const reports = await startReports({ ...world.options, logger: silent(), roots });
  await world.clock.advanceTo(world.clock.nowMs() + 60_000);
  expect(await listReports()).toContain("2026-W47-en.json");
  expect(await anchor.head("2026-W47.root.json")).not.toBe(null);
  await reports.stop();
});

test("nothing is written where nothing was ever heard", async () => {
  const reports = await startReports(world.options);
  await world.clock.advanceTo(MONDAY_MS + 15 * DAY_MS);
  expect(await listReports()).toEqual([]);
  await reports.stop();
});

test("by command, a week under way is reported as known, and one to come is refused", async () => {
  await world.backUp(VISITOR, MONDAY_MS + HOUR_MS);
  await world.clock.advanceTo(MONDAY_MS + 2 * DAY_MS);
  const asked = { ...world.options, nowMs: world.clock.nowMs(), formats: ["html"] as const };
  const written = await writeReport({ ...asked, lang: "fr", week: "2026-W46" });
  expect(written.files).toEqual([join(world.options.directory, "2026-W46-fr.html")]);
  expect(written.report.series[0]?.slots).toMatchObject({ expected: 2, made: 1, awaited: 1 });
  await expect(writeReport({ ...asked, week: "2026-W47" })).rejects.toThrow("has not begun");
  expect((await writeReport(asked)).week).toBe("2026-W45");
});

test("formats are read from a list, and one that we do not write is refused with a hint", () => {
  expect(parseReportFormats("html, pdf")).toEqual(["html", "pdf"]);
  expect(() => parseReportFormats("html,docx")).toThrow("Cannot write a report as docx");
});

function silent() {
  const { logger } = world.options;
  return logger.child({}, { level: "silent" });
}
