import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { findFreePort } from "../find-free-port.ts";
import { prometheusProgram } from "./missing-prometheus.ts";
import { runServer } from "./run-server.ts";

const targetsSchema = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ health: z.string(), lastError: z.string() })),
  }),
});
const alertsSchema = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        state: z.string(),
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()),
      }),
    ),
  }),
});

type Wanted = {
  /** Whose `/metrics` it reads, as the job vigie. */
  readonly target: string;
  readonly alertmanager: string;
  readonly rulesFile: string;
};

/** A real Prometheus on a free port of loopback that scrapes and judges four times a second. */
export async function startPrometheus({ target, alertmanager, rulesFile }: Wanted) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-prometheus-"));
  const config = {
    global: { scrape_interval: "250ms", scrape_timeout: "250ms", evaluation_interval: "250ms" },
    rule_files: [rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager).host] }] }] },
    scrape_configs: [{ job_name: "vigie", static_configs: [{ targets: [new URL(target).host] }] }],
  };
  await writeFile(join(directory, "prometheus.yml"), JSON.stringify(config));
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const server = await runServer(prometheusProgram("prometheus"), `${url}/-/ready`, [
    `--config.file=${join(directory, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(directory, "data")}`,
    `--web.listen-address=${new URL(url).host}`,
    // What fired before it had found its Alertmanager is told again after so long: 1m by itself.
    "--rules.alert.resend-delay=1s",
  ]);
  const ask = async (path: string) => (await fetch(`${url}/api/v1/${path}`)).json();
  return {
    targets: async () => targetsSchema.parse(await ask("targets")).data.activeTargets,
    alerts: async () => alertsSchema.parse(await ask("alerts")).data.alerts,
    remove: async () => {
      await server.end("SIGTERM");
      await rm(directory, { recursive: true });
    },
  };
}
