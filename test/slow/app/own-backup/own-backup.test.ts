import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { openPeople } from "../../../../app/commands/open-people.ts";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import { instantToJson } from "../../../../schemas/instant.ts";
import { VISITOR_DB } from "../../../visitor-db.ts";
import { type RunningVigie, runVigie, startUp } from "./run-vigie.ts";

const ENVIRONMENT = {
  JOBS_TOKEN: "token-of-the-jobs",
  BACKUP_KEY: "kept apart from all that is destroyed",
};
const ASSETS = 40;
const BATCH_EVENTS = 100;
const LOOK_EVERY_MS = 500;
const LOOKS_MAX = 240;
const MINUTE_MS = 60_000;

const takenSchema = z.object({
  backup: z.string(),
  parts: z.array(z.object({ part: z.string() })),
});
const findingSchema = z.looseObject({ id: z.string(), kind: z.string() });
const answerSchema = z.object({ accepted: z.int(), duplicate: z.int() });
const countSchema = z.object({ identities: z.string(), rows: z.string() });

const clock = createSystemClock();
let place: string;
let elsewhere: string;
let vigie: RunningVigie | undefined;
beforeEach(async () => {
  [place, elsewhere] = [
    await mkdtemp(join(tmpdir(), "vigie-own-")),
    await mkdtemp(join(tmpdir(), "vigie-else-")),
  ];
  await writeConfig(join(place, "vigie.yaml"), join(place, "data"));
});
afterEach(async () => {
  await vigie?.kill();
  vigie = undefined;
  await rm(place, { recursive: true, force: true });
  await rm(elsewhere, { recursive: true, force: true });
});

function writeConfig(file: string, data: string) {
  return writeFile(
    file,
    `
data: ${data}
listen: { port: 0 }
pollEvery: 200ms
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs/acme] }]
policies:
  - { name: all, match: { tenant: acme }, schedule: { every: 1d } }
backup: { to: ${elsewhere}, key: { env: BACKUP_KEY }, keep: 30d }
`,
  );
}

const run = (...words: readonly string[]) => runVigie(words, ENVIRONMENT);
const config = (folder = place) => join(folder, "vigie.yaml");

/** Failed runs of assets that no other batch has, so that each is found to be wrong. */
function makeBatch(batch: number, nowMs: number): readonly object[] {
  return Array.from({ length: BATCH_EVENTS }, (_, index) => {
    const runId = `run-${batch}-${index}`;
    const finishedAt = instantToJson(nowMs - MINUTE_MS);
    const series = { ...VISITOR_DB, tenant: "acme", asset: `db-${batch}-${index % ASSETS}` };
    return {
      ...{ specversion: "1.0", id: runId, source: "/jobs/acme/own", time: finishedAt },
      type: "vigie.backup.failed.v1",
      data: { series, runId, finishedAt, error: { message: "disk full" } },
    };
  });
}

async function send(batch: readonly object[]) {
  const answer = await fetch(`${vigie?.url}/v1/events`, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents-batch+json",
      authorization: `Bearer ${ENVIRONMENT.JOBS_TOKEN}`,
    },
    body: JSON.stringify(batch),
  });
  expect(answer.status).toBe(202);
  return answerSchema.parse(await answer.json());
}

/** As `vigie findings` prints them. */
async function readFindings(file: string) {
  const { out, code } = await run("findings", "--json", "--config", file);
  expect(code).toBe(0);
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => findingSchema.parse(JSON.parse(line)));
}

async function countFindings(data: string): Promise<number> {
  await using people = await openPeople({ data, store: { kind: "embedded" } }, {});
  const sql = "SELECT toString(count()) AS rows FROM findings";
  const [counted] = await people.store.query(sql, {}, countSchema.pick({ rows: true }));
  return Number(counted?.rows);
}

async function countEvents(data: string) {
  await using people = await openPeople({ data, store: { kind: "embedded" } }, {});
  const sql =
    "SELECT toString(uniqExact(source, id)) AS identities, toString(count()) AS rows FROM events";
  const [counted] = await people.store.query(sql, {}, countSchema);
  return { identities: Number(counted?.identities), rows: Number(counted?.rows) };
}

/** Until it shows what is wanted; what it shows is held against that, so that a test can fail. */
async function waitFor<T>(ask: () => Promise<T>, isThere: (shown: T) => boolean): Promise<T> {
  let shown = await ask();
  for (let looks = 0; looks < LOOKS_MAX && !isThere(shown); looks++) {
    await clock.sleep(LOOK_EVERY_MS);
    shown = await ask();
  }
  expect(isThere(shown), JSON.stringify(shown).slice(0, 300)).toBe(true);
  return shown;
}

test("after everything was destroyed, the restored Vigie has the same findings to the id", async () => {
  vigie = await startUp(config(), ENVIRONMENT);
  const batch = makeBatch(0, clock.nowMs());
  expect(await send(batch)).toMatchObject({ accepted: BATCH_EVENTS });
  await waitFor(
    () => countFindings(join(place, "data")),
    (findings) => findings >= ASSETS,
  );
  const taken = await run("backup", "--json", "--config", config());
  expect(taken.err).toBe("");
  expect(taken.code).toBe(0);
  expect(takenSchema.parse(JSON.parse(taken.out)).parts).toHaveLength(13);
  await vigie.kill();
  vigie = undefined;
  const before = await readFindings(config());
  const key = await readFile(join(place, "data", "keys", "signing.pem"), "utf8");
  const yaml = await readFile(config(), "utf8");

  await rm(place, { recursive: true });
  const data = join(place, "data");
  const lost = ["--from", elsewhere, "--key-env", "BACKUP_KEY", "--to", data];
  const restored = await run("restore", ...lost);
  expect(restored.code, restored.err).toBe(0);
  expect(await readFile(join(data, "config", "vigie.yaml"), "utf8")).toBe(yaml);
  expect(await readFile(join(data, "keys", "signing.pem"), "utf8")).toBe(key);
  await writeFile(config(), yaml);
  expect(await readFindings(config())).toEqual(before);

  vigie = await startUp(config(), ENVIRONMENT);
  expect(await send(batch)).toMatchObject({ accepted: 0, duplicate: BATCH_EVENTS });
  await send(makeBatch(1, clock.nowMs()));
  await waitFor(
    () => countFindings(data),
    (findings) => findings >= before.length + ASSETS,
  );
  const ids = (await readFindings(config())).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
  expect(new Set(ids).size).toBe(ids.length);
});

test("a backup taken amid an ingest has all that was acknowledged before it, once", async () => {
  vigie = await startUp(config(), ENVIRONMENT);
  let acknowledged = 0;
  let isSending = true;
  const sending = (async () => {
    for (let batch = 0; isSending; batch++) {
      await send(makeBatch(batch, clock.nowMs()));
      acknowledged += BATCH_EVENTS;
    }
  })();
  await waitFor(
    () => countEvents(join(place, "data")),
    ({ rows }) => rows > 2_000,
  );
  const before = acknowledged;
  const taken = await run("backup", "--config", config());
  const after = acknowledged;
  expect(taken.code, taken.err).toBe(0);
  expect(after, "events must come while the backup is taken").toBeGreaterThan(before);
  isSending = false;
  await sending;
  await vigie.kill();
  vigie = undefined;

  const second = join(place, "second");
  await mkdir(second);
  const data = join(second, "data");
  expect((await run("restore", "--to", data, "--config", config())).code).toBe(0);
  await writeConfig(config(second), data);
  vigie = await startUp(config(second), ENVIRONMENT);
  const counted = await waitFor(
    () => countEvents(data),
    ({ rows }) => rows >= before,
  );
  expect(counted.identities).toBe(counted.rows);
  expect(counted.rows).toBeLessThanOrEqual(acknowledged);
});

test("the commands say what is wrong by their exit codes", async () => {
  const nothing = await run("backup", "--config", config());
  expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining("no data of Vigie")]);
  vigie = await startUp(config(), ENVIRONMENT);
  await vigie.kill();
  vigie = undefined;
  expect((await run("backup", "--config", config())).code).toBe(0);
  expect((await run("backup", "--check", "--config", config())).code).toBe(0);
  const listed = JSON.parse((await run("backup", "--list", "--json", "--config", config())).out);
  expect(listed).toEqual([expect.objectContaining({ finished: true })]);

  const full = await run("restore", "--config", config());
  expect([full.code, full.err]).toEqual([2, expect.stringContaining("is not empty")]);
  const lost = ["--from", elsewhere, "--to", join(place, "new")];
  const wrong = await runVigie(["restore", ...lost, "--key-env", "BACKUP_KEY"], {
    BACKUP_KEY: "another key of the right length",
  });
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("another key")]);

  const [backup = ""] = await readdir(elsewhere);
  const file = join(elsewhere, backup, "log");
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  await writeFile(file, bytes);
  const checked = await run("backup", "--check", "--config", config());
  expect([checked.code, checked.out]).toEqual([1, expect.stringContaining("DAMAGED  log")]);
  const damaged = await run("restore", ...lost, "--key-env", "BACKUP_KEY");
  expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining("Nothing was restored")]);
  expect(await readdir(place)).not.toContain("new");

  await writeFile(config(), "data: ./data\n");
  expect((await run("backup", "--config", config())).code).toBe(78);
});
