import { afterEach, beforeEach, expect, test } from "vitest";
import { createWeekMailer } from "../../../app/processes/mail-week.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import { type Config, configSchema } from "../../../schemas/config.ts";
import { startReports } from "../../../verifiers/report/start-reports.ts";
import { weekRootSchema } from "../../../verifiers/report/week-root.ts";
import { openMailServer } from "../../services/smtp/open-mail-server.ts";
import { VISITOR } from "../../verifiers/report/a-week.ts";
import { openReportsWorld } from "../../verifiers/report/reports-world.ts";

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
/** Monday 9 November 2026, 00:00 in Paris: the beginning of 2026-W46. */
const MONDAY_MS = Date.parse("2026-11-08T23:00:00Z");

let world: Awaited<ReturnType<typeof openReportsWorld>>;
let server: Awaited<ReturnType<typeof openMailServer>>;
let logged: object[];
beforeEach(async () => {
  logged = [];
  [world, server] = [await openReportsWorld(MONDAY_MS), await openMailServer()];
});
afterEach(async () => {
  await world.close();
  await server.close();
});

function config(to: readonly string[] = ["auditor@example.com"], by = "noc"): Config {
  const mail = { name: "noc", kind: "mail", host: "127.0.0.1", port: server.port, tls: "none" };
  const pager = { ...mail, from: "vigie@example.com", to: ["noc@example.com"] };
  return configSchema.parse({ alerts: { pagers: [pager] }, report: { mail: { by, to } } });
}

async function endWeek(settings = config()) {
  const { options, clock } = world;
  await world.backUp(VISITOR, MONDAY_MS + 3_600_000);
  const { directory } = options;
  const destination = { write: (line: string) => void logged.push(JSON.parse(line)) };
  const logger = createLogger({ level: "error", destination });
  const send = createWeekMailer(settings, { logger, readSecret: () => "" });
  const roots = { proofs: createDirectoryObjects({ root: `${directory}/proofs` }), anchor: null };
  const reports = await startReports({ ...options, roots, send });
  await clock.advanceTo(MONDAY_MS + 7 * DAY_MS + MINUTE_MS);
  return reports;
}

test("a week's report and signed root are mailed once, and the root is the one that was kept", async () => {
  const reports = await endWeek();
  await world.clock.advanceTo(MONDAY_MS + 7 * DAY_MS + 10 * MINUTE_MS);
  await reports.stop();
  expect(server.asked).toEqual(["auditor@example.com"]);
  const [mail] = server.mails;
  expect(mail?.subject).toBe("Vigie: restore proofs of week 2026-W46");
  const names = mail?.attachments.map(({ filename }) => filename);
  expect(names).toEqual(["2026-W46-en.html", "2026-W46-en.json", "2026-W46.root.json"]);
  const root = weekRootSchema.parse(JSON.parse(String(mail?.attachments[2]?.content)));
  expect(mail?.text).toContain(root.hash);
});

test("a server that is down is tried again until it has taken it", async () => {
  server.reply({ auditor: 451 });
  const reports = await endWeek();
  expect(server.mails).toEqual([]);
  await world.clock.advanceTo(MONDAY_MS + 7 * DAY_MS + 9 * MINUTE_MS);
  expect(server.asked).toHaveLength(1);
  server.reply({});
  await world.clock.advanceTo(MONDAY_MS + 7 * DAY_MS + 15 * MINUTE_MS);
  await reports.stop();
  expect(server.mails).toHaveLength(1);
});

test("one who is refused for good does not make the others get it each minute", async () => {
  server.reply({ gone: 550 });
  const reports = await endWeek(config(["auditor@example.com", "gone@example.com"]));
  await world.clock.advanceTo(MONDAY_MS + 7 * DAY_MS + 10 * MINUTE_MS);
  await reports.stop();
  expect(server.mails).toHaveLength(1);
  expect(logged).toMatchObject([{ refused: 1, week: "2026-W46" }]);
  expect(JSON.stringify(logged)).not.toContain("example.com");
});

test("a report that is refused for good is sent once, and holds up no week after it", async () => {
  server.reply({ auditor: 552 });
  const reports = await endWeek();
  await world.clock.advanceTo(MONDAY_MS + 7 * DAY_MS + 10 * MINUTE_MS);
  expect(server.asked).toHaveLength(1);
  expect(logged).toMatchObject([
    { week: "2026-W46", err: { message: expect.stringContaining("552") } },
  ]);
  server.reply({});
  await world.clock.advanceTo(MONDAY_MS + 14 * DAY_MS + MINUTE_MS);
  await reports.stop();
  const subjects = server.mails.map(({ subject }) => subject);
  expect(subjects).toEqual(["Vigie: restore proofs of week 2026-W47"]);
});

test("who names no pager of kind mail is told so at the start", () => {
  const { logger } = world.options;
  expect(() =>
    createWeekMailer(config(["a@example.com"], "sms"), { logger, readSecret: () => "" }),
  ).toThrow("Cannot mail reports by sms");
});
