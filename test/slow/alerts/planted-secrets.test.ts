import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { startVigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { runVigie } from "../app/own-backup/run-vigie.ts";

const POLL = { timeout: 30_000, interval: 200 };

/** By what they are for; the receiver sends each back to us in its answers. */
const SECRETS = {
  TOKEN: "intake-6eb1c2",
  SIGNATURE: "hmac-93f0aa",
  ALERTMANAGER: "bearer-51d7e4",
  SCRAPE: "metrics-77ac09",
};
const PASSWORD = "password-2b8f63";
const SNITCH = "snitch-c40d18";
const HOOK = "hook-e95a27";

/** Answers everything with a refusal that holds all that it was sent, as a hostile one would. */
async function openEcho(): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const said = JSON.stringify({ url: request.url, headers: request.headers });
    const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const decoded = Buffer.from(basic, "base64").toString();
    response.writeHead(400, { "retry-after": "1" }).end(`${decoded} ${said} ${body}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function writeConfig(directory: string): Promise<string> {
  const echo = await openEcho();
  await writeFile(join(directory, "password"), PASSWORD);
  await writeFile(join(directory, "snitch"), `${echo}/${SNITCH}`);
  await writeFile(join(directory, "hook"), `${echo}/${HOOK}`);
  const file = join(directory, "vigie.yaml");
  const reach = "allowLoopback: true";
  await writeFile(
    file,
    `
data: data
listen: { port: 0 }
pollEvery: 100ms
tokens: [{ name: jobs, secret: { env: TOKEN }, tenant: acme, sources: [/sqlserver] }]
telemetry: { metrics: { secret: { env: SCRAPE } } }
verification: { engines: [{ kind: sqlite }] }
alerts:
  retryFor: 1ms
  group: { wait: 0s }
  heartbeat: { url: { file: snitch }, every: 10s, ${reach} }
  pagers:
    - { name: hook, kind: webhook, url: { file: hook }, secret: { env: SIGNATURE }, ${reach} }
    - { name: am, kind: alertmanager, urls: ["${echo}"], secret: { env: ALERTMANAGER }, ${reach} }
    - { name: am-basic, kind: alertmanager, urls: ["${echo}"], user: vigie, secret: { file: password }, ${reach} }
`,
  );
  return file;
}

/** The bytes of every file that Vigie wrote. */
async function readAll(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFile(join(entry.parentPath, entry.name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}

test("no secret shows in logs, findings, outcomes, board, metrics, status or doctor", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-secrets-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = await writeConfig(directory);
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const vigie = await startVigie({
    config: loadConfig({ file }),
    only: ["ingest", "analyze", "alert", "serve"],
    clock: createSystemClock(),
    logger: createLogger({ level: "trace", destination }),
    environment: SECRETS,
  });
  onTestFinished(() => vigie.stop());
  await sendEvent(vigie.url, SECRETS.TOKEN, makeEvent());
  for (const name of ["hook", "am", "am-basic"])
    await expect.poll(() => lines.join(), POLL).toContain(`Gave up telling pager ${name}:`);
  await expect.poll(() => lines.join(), POLL).toContain("heartbeat to the dead man's switch stays");
  await expect.poll(() => lines.join(), POLL).toContain("incident opened: Pager");

  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${vigie.url}${path}`, { headers })).text();
  const command = async (...words: readonly string[]) => {
    const { out, err } = await runVigie([...words, "--config", file], SECRETS);
    return `${out}${err}`;
  };
  const shown: Record<string, string> = {
    logs: lines.join(),
    board: `${await ask("/")}${await ask("/api/v1/findings")}${await ask("/api/v1/series")}`,
    metrics: await ask("/metrics", { authorization: `Bearer ${SECRETS.SCRAPE}` }),
    status: await command("status"),
    doctor: await command("doctor"),
    files: await readAll(join(directory, "data")),
  };
  expect(shown["metrics"]).toContain('vigie_pages_total{pager="hook",outcome="given-up"}');
  expect(shown["status"]).toContain("it answered 400");
  expect(shown["doctor"]).toContain("pager am");
  expect(shown["files"]).toContain("pager-failed");
  const planted = [...Object.values(SECRETS), PASSWORD, SNITCH, HOOK];
  const encoded = Buffer.from(`vigie:${PASSWORD}`).toString("base64");
  for (const [where, text] of Object.entries(shown))
    for (const secret of [...planted, encoded])
      expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
});
