import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { startVigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openWebhookReceiver } from "../../alerts/webhook-receiver.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { findFreePort } from "../../services/find-free-port.ts";
import {
  missingPrometheus,
  prometheusProgram,
} from "../../services/prometheus/missing-prometheus.ts";
import { startAlertmanager } from "../../services/prometheus/start-alertmanager.ts";
import { startPrometheus } from "../../services/prometheus/start-prometheus.ts";

const RULES = fileURLToPath(new URL("../../../compose/rules.yml", import.meta.url));
const TOKEN = "token-of-the-jobs";
const POLL = { timeout: 30_000, interval: 200 };

const run = promisify(execFile);
const skipped = missingPrometheus(process.env);

/** A Vigie that gives its only pager, which nobody answers for, up at once. */
async function startDeafVigie() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-prometheus-"));
  const file = join(directory, "vigie.yaml");
  const deaf = `http://127.0.0.1:${await findFreePort()}/`;
  await writeFile(
    file,
    `
data: data
listen: { port: 0 }
pollEvery: 100ms
tokens: [{ name: jobs, secret: { env: TOKEN }, tenant: acme, sources: [/sqlserver] }]
alerts:
  retryFor: 1ms
  group: { wait: 0s }
  pagers: [{ name: noc, kind: webhook, url: "${deaf}", allowLoopback: true }]
`,
  );
  const vigie = await startVigie({
    config: loadConfig({ file }),
    only: ["ingest", "analyze", "alert", "serve"],
    clock: createSystemClock(),
    logger: createLogger({ level: "fatal", destination: process.stderr }),
    environment: { TOKEN },
  });
  onTestFinished(async () => {
    await vigie.stop();
    await rm(directory, { recursive: true });
  });
  return vigie;
}

describe.skipIf(skipped)(`Prometheus${skipped ? ` (skipped: ${skipped})` : ""}`, () => {
  test("takes the rules that come with Vigie, and refuses one with a fault", async () => {
    const directory = await mkdtemp(join(tmpdir(), "vigie-rules-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const { stdout } = await run(prometheusProgram("promtool"), ["check", "rules", RULES]);
    expect(stdout).toContain("SUCCESS: 7 rules found");
    const faulty = join(directory, "rules.yml");
    await writeFile(faulty, (await readFile(RULES, "utf8")).replace("increase(", "incraese("));
    await expect(run(prometheusProgram("promtool"), ["check", "rules", faulty])).rejects.toThrow();
  });

  test("scrapes Vigie, and tells Alertmanager that its pages fail", async () => {
    const team = await openWebhookReceiver();
    onTestFinished(() => team.close());
    const vigie = await startDeafVigie();
    const alertmanager = await startAlertmanager({ webhook: team.url });
    onTestFinished(() => alertmanager.remove());
    const prometheus = await startPrometheus({
      ...{ target: vigie.url, alertmanager: alertmanager.url, rulesFile: RULES },
    });
    onTestFinished(() => prometheus.remove());
    const health = async () => (await prometheus.targets()).map((one) => one.health);
    await expect.poll(health, POLL).toEqual(["up"]);
    // Nothing is wrong yet: it is only said that there is somebody to say it.
    const firing = async () =>
      (await alertmanager.alerts()).map(({ labels }) => labels["alertname"]).toSorted();
    await expect.poll(firing, POLL).toEqual(["VigieWatchdog"]);
    await sendEvent(vigie.url, TOKEN, makeEvent());
    await expect.poll(firing, POLL).toEqual(["VigiePagesFail", "VigieWatchdog"]);
    const told = () => team.received.map(({ text }) => text).join();
    await expect.poll(told, POLL).toContain("Vigie gave up telling noc");
  });
});
