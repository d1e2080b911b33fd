import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { findFreePort } from "../find-free-port.ts";
import { prometheusProgram } from "./missing-prometheus.ts";
import { runServer } from "./run-server.ts";

const alertSchema = z.object({
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  startsAt: z.string(),
  endsAt: z.string(),
  generatorURL: z.string(),
  status: z.object({ state: z.string() }),
});

export type TestAlertmanager = Awaited<ReturnType<typeof startAlertmanager>>;

type Wanted = {
  /** Whom it tells. */
  readonly webhook: string;
  /** After so long without hearing of it again it takes an alert for resolved. */
  readonly resolveTimeout?: string;
  /** Where its peers gossip, and itself; none for one that stands alone. */
  readonly cluster?: { readonly listen: string; readonly peers: readonly string[] };
};

/** A real Alertmanager on a free port of loopback that groups by tenant and site, in a hurry. */
export async function startAlertmanager({ webhook, resolveTimeout = "5m", cluster }: Wanted) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-alertmanager-"));
  const config = {
    global: { resolve_timeout: resolveTimeout },
    route: {
      receiver: "team",
      group_by: ["tenant", "site"],
      ...{ group_wait: "500ms", group_interval: "1s", repeat_interval: "4h" },
    },
    receivers: [{ name: "team", webhook_configs: [{ url: webhook, send_resolved: true }] }],
  };
  await writeFile(join(directory, "alertmanager.yml"), JSON.stringify(config));
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const start = () =>
    runServer(prometheusProgram("prometheus-alertmanager"), `${url}/-/ready`, [
      `--config.file=${join(directory, "alertmanager.yml")}`,
      `--storage.path=${join(directory, "data")}`,
      `--web.listen-address=${new URL(url).host}`,
      `--cluster.listen-address=${cluster?.listen ?? ""}`,
      ...(cluster ? ["--cluster.settle-timeout=1s"] : []),
      ...(cluster?.peers ?? []).map((peer) => `--cluster.peer=${peer}`),
    ]);
  let server = await start();

  async function ask(path: string, body?: object) {
    const answer = await fetch(`${url}/api/v2/${path}`, {
      method: body ? "POST" : "GET",
      headers: { "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  return {
    url,
    /** What fires now, as its own API says it; resolved ones are none. */
    alerts: async () => z.array(alertSchema).parse(await ask("alerts")),
    /** Silences what has this value of a label for ten minutes. */
    silence: (name: string, value: string, nowMs: number) =>
      ask("silences", {
        matchers: [{ name, value, isRegex: false, isEqual: true }],
        startsAt: new Date(nowMs).toISOString(),
        endsAt: new Date(nowMs + 600_000).toISOString(),
        createdBy: "noc",
        comment: "the site is being moved",
      }),
    crash: () => server.end("SIGKILL"),
    restart: async () => {
      server = await start();
    },
    remove: async () => {
      await server.end("SIGTERM");
      await rm(directory, { recursive: true });
    },
  };
}
