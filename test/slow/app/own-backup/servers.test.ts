import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import { instantToJson } from "../../../../schemas/instant.ts";
import { openWebhookReceiver } from "../../../alerts/webhook-receiver.ts";
import { VISITOR_DB } from "../../../visitor-db.ts";
import { type RunningVigie, runVigie, startUp } from "./run-vigie.ts";
import { missingServers, openServerEstate, type Servers } from "./server-estate.ts";

/** Each of a tenant, a product and a source of its own: what they have in common is told as one. */
const BATCHES = [0, 1, 2, 3] as const;
const tokenOf = (batch: number) => `token-of-the-jobs-of-batch-${batch}`;
const SECRETS = {
  ...Object.fromEntries(BATCHES.map((batch) => [`JOBS_${batch}`, tokenOf(batch)])),
  BACKUP_KEY: "kept apart from all that is destroyed",
};
const TOKENS = BATCHES.map(
  (batch) =>
    `{ name: j${batch}, secret: { env: JOBS_${batch} }, tenant: t${batch}, sources: [/jobs/${batch}] }`,
);
const POLL = { timeout: 120_000, interval: 500 };
/** More at once would have a cause in common. */
const ASSETS = 3;
const MINUTE_MS = 60_000;

const missing = missingServers(process.env);
const clock = createSystemClock();

describe.skipIf(missing !== null)(`a Vigie whose engines are all servers ${missing ?? ""}`, () => {
  let estate: Awaited<ReturnType<typeof openServerEstate>>;
  let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
  let servers: Servers;
  let vigie: RunningVigie | undefined;
  /** The events of each batch: sent again they are the same. */
  const sent = new Map<number, readonly object[]>();
  /** As it was told before all was destroyed. */
  let before: readonly string[];

  beforeAll(async () => {
    estate = await openServerEstate();
    receiver = await openWebhookReceiver();
    servers = await estate.create();
    await mkdir(join(estate.place, "machine"));
  }, 240_000);
  afterAll(async () => {
    await vigie?.kill();
    await receiver?.close();
    await estate?.close();
  });

  const elsewhere = () => join(estate.place, "elsewhere");
  const machine = (name: string) => join(estate.place, "machine", name);

  async function configure(name: string, lines: string): Promise<string> {
    const file = machine(name);
    await writeFile(
      file,
      `
data: ${machine("data")}
listen: { port: 0 }
pollEvery: 200ms
tokens: [${TOKENS.join(", ")}]
alerts:
  group: { wait: 1s }
  routes: [{ to: noc, limit: { messages: 99, per: 10m } }]
  pagers: [{ name: noc, kind: webhook, url: "${receiver.url}", allowLoopback: true }]
policies: [{ name: all, match: { environment: production }, schedule: { every: 1d } }]
backup: { to: ${elsewhere()}, key: { env: BACKUP_KEY }, keep: 30d }
${lines}
`,
    );
    return file;
  }

  const environment = () => ({ ...SECRETS, ...estate.environmentOf(servers) });
  const run = (...words: readonly string[]) => runVigie(words, environment());

  /** Failed runs, each of a site of its own: those of one site have a cause in common. */
  function makeFailures(batch: number): readonly object[] {
    const finishedAt = instantToJson(clock.nowMs() - MINUTE_MS);
    return Array.from({ length: ASSETS }, (_, index) => {
      const asset = `db-${batch}-${index}`;
      const series = {
        ...{ ...VISITOR_DB, tenant: `t${batch}`, product: `p${batch}` },
        ...{ site: asset, instance: asset, asset },
      };
      const runId = `run-${asset}`;
      return {
        ...{ specversion: "1.0", id: runId, source: `/jobs/${batch}`, time: finishedAt },
        type: "vigie.backup.failed.v1",
        data: { series, runId, finishedAt, error: { message: "disk full" } },
      };
    });
  }

  async function send(batch: number) {
    const events = sent.get(batch) ?? makeFailures(batch);
    sent.set(batch, events);
    return post(events, tokenOf(batch));
  }

  async function post(events: readonly object[], token: string) {
    const answer = await fetch(`${vigie?.url}/v1/events`, {
      method: "POST",
      headers: {
        "content-type": "application/cloudevents-batch+json",
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(events),
    });
    expect(answer.status).toBe(202);
    return answer.json();
  }

  /** The assets of whose failures people were told, as often as they were. */
  function paged(): readonly string[] {
    return receiver.received
      .map(({ text }) => JSON.parse(text))
      .filter(({ reason }) => reason === "opened")
      .map(({ incident }) => `${`${incident.series}`.split("/")[6]}`)
      .toSorted();
  }

  const assetsOf = (...batches: readonly number[]) =>
    batches
      .flatMap((batch) => Array.from({ length: ASSETS }, (_, index) => `db-${batch}-${index}`))
      .toSorted();

  async function readFindings(file: string): Promise<readonly string[]> {
    const { out, code, err } = await run("findings", "--json", "--config", file);
    expect(code, err).toBe(0);
    return out.split("\n").filter((line) => line !== "");
  }

  test("is backed up while it runs, and read back", async () => {
    const config = await configure("vigie.yaml", estate.linesOf(servers));
    vigie = await startUp(config, environment());
    await send(0);
    await expect.poll(paged, POLL).toEqual(assetsOf(0));
    const taken = await run("backup", "--json", "--config", config);
    expect(taken.code, taken.err).toBe(0);
    expect(JSON.parse(taken.out).parts).toHaveLength(13);
    const checked = await run("backup", "--check", "--config", config);
    expect(checked.code, checked.out).toBe(0);
    await vigie.kill();
    before = await readFindings(config);
    expect(before.length).toBeGreaterThanOrEqual(ASSETS);
  });

  test("comes back on other servers, with the same findings to the id, and goes on", async () => {
    const key = await readFile(join(machine("data"), "keys", "signing.pem"), "utf8");
    await rm(join(estate.place, "machine"), { recursive: true });
    await mkdir(join(estate.place, "machine"));
    servers = await estate.create();
    const config = await configure("new.yaml", estate.linesOf(servers));

    const unsaid = ["--from", elsewhere(), "--key-env", "BACKUP_KEY", "--to", machine("data")];
    const refused = await run("restore", ...unsaid);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining("nobody said where what was on kafka and postgresql and clickhouse"),
    ]);
    expect(await readdir(join(estate.place, "machine"))).toEqual(["new.yaml"]);

    const restored = await run("restore", "--config", config);
    expect(restored.code, restored.err).toBe(0);
    expect(await readFile(join(machine("data"), "keys", "signing.pem"), "utf8")).toBe(key);
    const shown = await run("restore", ...unsaid.slice(0, 4), "--print-config");
    const backed = await readFile(join(machine("data"), "config", "vigie.yaml"), "utf8");
    expect([shown.code, shown.out.trim()]).toEqual([0, backed.trim()]);
    expect(await readdir(machine("data"))).not.toContain("restore-unfinished.json");
    expect(await readFindings(config)).toEqual(before);

    vigie = await startUp(config, environment());
    expect(await send(0)).toMatchObject({ accepted: 0, duplicate: ASSETS });
    await send(1);
    await expect.poll(paged, POLL).toEqual(assetsOf(0, 1));
    await vigie.kill();
    const after = await readFindings(config);
    expect(after.filter((line) => before.includes(line))).toEqual(before);
    expect(after.length).toBeGreaterThanOrEqual(before.length + ASSETS);
  });

  test("is not brought back over what is there", async () => {
    const over = await run("restore", "--config", machine("new.yaml"));
    expect([over.code, over.err]).toEqual([2, expect.stringContaining("is not empty")]);
    const beside = await run("restore", "--config", machine("new.yaml"), "--to", machine("beside"));
    expect([beside.code, beside.err]).toEqual([2, expect.stringContaining("has records")]);
    expect(beside.err).toContain("--delete --topic");
    expect(await readdir(join(estate.place, "machine"))).not.toContain("beside");
  });

  test("moves to one machine, and from there to servers again", async () => {
    await rm(machine("data"), { recursive: true });
    const alone = await configure("alone.yaml", "");
    const moved = await run("restore", "--config", alone);
    expect(moved.code, moved.err).toBe(0);
    expect(await readFindings(alone)).toEqual(before);
    vigie = await startUp(alone, environment());
    await send(2);
    await expect.poll(paged, POLL).toEqual(assetsOf(0, 1, 2));
    const taken = await run("backup", "--json", "--config", alone);
    expect(taken.code, taken.err).toBe(0);
    await vigie.kill();
    const shown = await readFindings(alone);

    await rm(machine("data"), { recursive: true });
    servers = await estate.create();
    const config = await configure("back.yaml", estate.linesOf(servers));
    const back = await run("restore", "--config", config);
    expect(back.code, back.err).toBe(0);
    expect(await readFindings(config)).toEqual(shown);
    vigie = await startUp(config, environment());
    expect(await send(2)).toMatchObject({ accepted: 0, duplicate: ASSETS });
    await send(3);
    await expect.poll(paged, POLL).toEqual(assetsOf(0, 1, 2, 3));
  });
});
