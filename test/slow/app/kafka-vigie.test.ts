import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { openWebhookReceiver } from "../../alerts/webhook-receiver.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers, type TestBrokers } from "../../services/kafka/open-brokers.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { plainKafka } from "../platform/kafka-world.ts";
import { type RunningVigie, runVigie, startUp } from "./own-backup/run-vigie.ts";

const TOKEN = "token-of-the-jobs";
const ENVIRONMENT = { JOBS_TOKEN: TOKEN };
const PREFIX = `${randomUUID()}.`;
const HOUR_MS = 3_600_000;
/** One had no good run, one never had any: nobody expected that before. */
const WRONG = ["failed FailedDb", "missing FailedDb", "unprotected GoneDb"];
const POLL = { timeout: 60_000, interval: 500 };

const missing = missingKafka(process.env);
const clock = createSystemClock();
const startedMs = clock.nowMs();

describe.skipIf(missing !== null)(`a whole Vigie on Kafka ${missing ?? ""}`, () => {
  let brokers: TestBrokers;
  let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
  let directory: string;
  let file: string;
  let vigie: RunningVigie;

  beforeAll(async () => {
    brokers = await openBrokers(process.env);
    receiver = await openWebhookReceiver();
    directory = await mkdtemp(join(tmpdir(), "vigie-on-kafka-"));
    file = join(directory, "vigie.yaml");
    await writeFile(file, config());
    vigie = await startUp(file, ENVIRONMENT);
  });

  afterAll(async () => {
    await vigie?.stop();
    await receiver?.close();
    await brokers?.close();
    await rm(directory, { recursive: true, force: true });
  });

  function config(): string {
    return `
data: data
listen: { port: 0 }
pollEvery: 200ms
log:
  kind: kafka
  brokers: [${brokers.brokers.map((broker) => `"${broker}"`).join(", ")}]
  tls: false
  prefix: "${PREFIX}"
  partitions: 3
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs/acme] }]
alerts: { group: { wait: 1s }, pagers: [{ name: noc, kind: webhook, url: "${receiver.url}", allowLoopback: true }] }
policies:
  - name: nightly
    match: { tenant: acme }
    reportedBy: jobs
    schedule: { cron: "${cronAt(startedMs - 12 * HOUR_MS)}", zone: UTC, finishWithin: 6h }
`;
  }

  function event(name: string, data: object) {
    const time = instantToJson(clock.nowMs());
    const type = `vigie.${name}.v1`;
    return { specversion: "1.0", id: randomUUID(), source: "/jobs/acme/all", type, time, data };
  }

  /** Each at a site of its own: those of one site have a cause in common. */
  const seriesOf = (asset: string) => ({ ...VISITOR_DB, site: asset, asset });

  /** Of which assets people were told so, each once for each of its incidents. */
  function told(reason: string): readonly string[] {
    const tellings = receiver.received
      .map(({ text }) => JSON.parse(text))
      .filter((telling) => telling.reason === reason);
    const incidents = tellings.map(({ incident }) => incident.id);
    expect(new Set(incidents).size).toBe(incidents.length);
    return [...new Set(tellings.map(({ incident }) => incident.series.split("/")[6]))].toSorted();
  }

  test("finds a backup that is missing and one that failed, pages, and shows them", async () => {
    const since = instantToJson(startedMs - 13 * HOUR_MS);
    const startedAt = instantToJson(startedMs - 11.9 * HOUR_MS);
    const finishedAt = instantToJson(startedMs - 11.5 * HOUR_MS);
    const ended = { startedAt, finishedAt };
    const good = { series: seriesOf("GoodDb"), runId: "good", ...ended, sizeBytes: 81_234_567 };
    const bad = { series: seriesOf("FailedDb"), runId: "bad", ...ended, error: { message: "x" } };
    const watermark = instantToJson(startedMs);
    const covers = { sources: ["/jobs/acme"], vaults: [] };
    for (const said of [
      event("asset.expected", { series: seriesOf("GoneDb"), since }),
      event("backup.succeeded", good),
      event("backup.failed", bad),
      event("collector.heartbeat", { collector: "jobs", watermark, covers }),
    ])
      await sendEvent(vigie.url, TOKEN, said);

    await expect.poll(() => told("opened"), POLL).toEqual(["FailedDb", "GoneDb"]);
    await expect.poll(listed, POLL).toEqual(WRONG);
    const rows = await fetch(`${vigie.url}/api/v1/series`).then((answer) => answer.text());
    for (const asset of ["GoodDb", "FailedDb", "GoneDb"]) expect(rows).toContain(asset);
  });

  async function listed(): Promise<readonly string[]> {
    const { out } = await runVigie(["findings", "--json", "--config", file], ENVIRONMENT);
    const findings = out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    return findings.map(({ kind, series }) => `${kind} ${series.asset}`).toSorted();
  }

  test("ends when it is asked to, and goes on after that without telling anything twice", async () => {
    expect(await vigie.stop()).toBe(0);
    vigie = await startUp(file, ENVIRONMENT);
    const series = seriesOf("FailedDb");
    const at = instantToJson(clock.nowMs());
    const late = { series, runId: "late", startedAt: at, finishedAt: at, sizeBytes: 81_234_567 };
    await sendEvent(vigie.url, TOKEN, event("backup.succeeded", late));
    await expect.poll(() => told("resolved"), POLL).toEqual(["FailedDb"]);
    expect(told("opened")).toEqual(["FailedDb", "GoneDb"]);
  });

  test("goes on after what another program stamped with what is no instant", async () => {
    const at = instantToJson(clock.nowMs());
    const ended = { startedAt: at, finishedAt: at };
    const besides = { series: seriesOf("BesideDb"), runId: "beside", ...ended, sizeBytes: 81 };
    const producer = plainKafka(brokers.brokers).producer();
    await producer.connect();
    await producer.send({
      topic: `${PREFIX}vigie.events`,
      messages: [
        { key: "k", value: "none", timestamp: "8700000000000000" },
        {
          key: "k",
          value: JSON.stringify(event("backup.succeeded", besides)),
          timestamp: `${clock.nowMs()}000`,
        },
      ],
    });
    await producer.disconnect();
    await expect.poll(faults, POLL).toEqual(["unreadable-record"]);
    const series = () => fetch(`${vigie.url}/api/v1/series`).then((answer) => answer.text());
    await expect.poll(series, POLL).toContain("BesideDb");
    const opened = told("opened");
    const good = { series: seriesOf("LastDb"), runId: "last", ...ended, sizeBytes: 81 };
    await sendEvent(vigie.url, TOKEN, event("backup.succeeded", good));
    await expect.poll(series, POLL).toContain("LastDb");
    expect(told("opened")).toEqual(opened);
  });

  async function faults(): Promise<readonly string[]> {
    const { out } = await runVigie(["rejects", "list", "--json", "--config", file], ENVIRONMENT);
    return out === "" ? [] : JSON.parse(out).map(({ fault }: { fault: string }) => fault);
  }
});

function cronAt(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
}
