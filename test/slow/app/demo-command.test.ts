import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openPeople } from "../../../app/commands/open-people.ts";
import { storyEndsAtMs } from "../../../app/demo/plan-nights.ts";
import { type Finding, findingSchema } from "../../../schemas/finding.ts";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const OUTPUT_BYTES_MAX = 64 * 2 ** 20;
/** Only the bytes show these; events don't carry them. */
const NEEDS_BYTES = ["restore-failed", "copy-damaged"];
/** Of which all that is found is by the bytes: what rests on damaged copies as well. */
const FAULT_OF_BYTES = "random-bytes";

const outcomeSchema = z.object({
  equal: z.boolean(),
  rows: z.array(
    z.object({
      expected: z.object({ fault: z.object({ fault: z.string() }) }).nullable(),
      found: findingSchema.nullable(),
    }),
  ),
  reports: z.array(z.string()),
});

let directory: string;
let config: string;
let demo: Ended;

type Ended = { readonly code: number; readonly out: string; readonly err: string };

function vigie(...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", CLI, ...words],
      { maxBuffer: OUTPUT_BYTES_MAX },
      (error, out, err) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

function readLines(text: string): readonly Finding[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => findingSchema.parse(JSON.parse(line)));
}

const ids = (findings: readonly (Finding | null)[]) =>
  findings.map((finding) => finding?.id ?? "none").sort();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-demo-command-"));
  config = join(directory, "estate/vigie.yaml");
  demo = await vigie("demo", "--exit", "--json", "--seed", "1", "--dir", join(directory, "estate"));
}, 900_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

test("vigie demo --exit ends with 0, having found what was planted on real databases", () => {
  expect(demo.err).not.toContain("Error");
  expect(demo.code).toBe(0);
  expect(outcomeSchema.parse(JSON.parse(demo.out)).equal).toBe(true);
});

test("vigie findings lists the demo's findings from its directory", async () => {
  const { rows } = outcomeSchema.parse(JSON.parse(demo.out));
  const { code, out } = await vigie("findings", "--json", "--config", config);
  expect(code).toBe(0);
  expect(ids(readLines(out))).toEqual(ids(rows.map(({ found }) => found)));
});

test("vigie findings --open ends with 1 while a critical one is open", async () => {
  const { code, out } = await vigie("findings", "--open", "--json", "--config", config);
  expect(readLines(out).every(({ resolvedAt }) => resolvedAt === null)).toBe(true);
  expect(code).toBe(1);
});

test("vigie backtest of the demo's events finds the same, but for what needs the bytes", async () => {
  const { rows } = outcomeSchema.parse(JSON.parse(demo.out));
  const events = join(directory, "events.jsonl");
  await writeEvents(join(directory, "estate/data"), events);
  const until = new Date(storyEndsAtMs()).toISOString();
  const { code, out } = await vigie(
    "backtest",
    "--events",
    events,
    "--until",
    until,
    "--config",
    config,
  );
  expect(code).toBe(0);
  const expected = rows.flatMap(({ expected, found }) => {
    const isOfBytes = expected?.fault.fault === FAULT_OF_BYTES;
    return found && !isOfBytes && !NEEDS_BYTES.includes(found.kind) ? [found] : [];
  });
  expect(ids(readLines(out))).toEqual(ids(expected));
});

async function writeEvents(data: string, file: string) {
  await using people = await openPeople({ data, store: { kind: "embedded" } }, {});
  const sql = "SELECT body FROM events ORDER BY log_offset";
  const rows = await people.store.query(sql, {}, z.object({ body: z.string() }));
  await writeFile(file, rows.map(({ body }) => `${body}\n`).join(""));
}

test("vigie report check says that a report is sound, and that an altered one is not", async () => {
  const report = outcomeSchema.parse(JSON.parse(demo.out)).reports.at(-1) ?? "";
  expect((await vigie("report", "check", report)).code).toBe(0);
  const altered = join(directory, "altered.html");
  const text = await readFile(report, "utf8");
  expect(text).toContain("globex");
  await writeFile(altered, text.replace("globex", "gl0bex"));
  expect((await vigie("report", "check", altered)).code).toBe(1);
});

test("vigie status, explain, rejects and doctor answer on the demo's directory", async () => {
  const [finding] = readLines((await vigie("findings", "--json", "--config", config)).out);
  const status = await vigie("status", "--json", "--config", config);
  expect(JSON.parse(status.out)).toHaveLength(8);
  expect(status.out).not.toContain('"state":"filled"');
  expect(status.err).toContain("No process runs; as of ");
  const explained = await vigie("explain", finding?.id ?? "", "--config", config);
  expect(explained.out).toContain(finding?.summary.fr);
  expect((await vigie("rejects", "list", "--config", config)).code).toBe(0);
  const doctor = await vigie("doctor", "--config", config);
  expect(doctor.out.match(/^BAD .*/gm)).toEqual([expect.stringContaining("no process runs")]);
  expect(doctor.code).toBe(1);
});

test("vigie verify proves a copy of the demo now, and says so by its exit code", async () => {
  const status = await vigie("status", "--json", "--config", config);
  const whole = z
    .array(z.object({ tenant: z.string(), asset: z.string(), openFindings: z.array(z.string()) }))
    .parse(JSON.parse(status.out))
    .find(({ openFindings }) => openFindings.length === 0);
  const series = `${whole?.tenant}/${whole?.asset}`;
  const { code, out, err } = await vigie(
    "verify",
    series,
    "--level",
    "sound",
    "--json",
    "--config",
    config,
  );
  expect(err).not.toContain("Error");
  expect(JSON.parse(out)).toMatchObject({ outcome: "proven", level: "sound" });
  expect(code).toBe(0);
  expect((await vigie("verify", "nobody/knows", "--config", config)).code).not.toBe(0);
});

test("vigie incidents and handover tell of the night on the demo's directory", async () => {
  const listed = await vigie("incidents", "--json", "--config", config);
  const [first] = z.array(z.object({ id: z.string() })).parse(
    listed.out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line)),
  );
  const shown = await vigie("incidents", "show", first?.id.slice(0, 10) ?? "", "--config", config);
  expect(shown.code).toBe(0);
  const handover = await vigie("handover", "--for", "30d", "--lang", "fr", "--config", config);
  expect(handover.code).toBe(0);
  expect(handover.out).not.toBe("");
});
