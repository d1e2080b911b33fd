import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { startVigie, type Vigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { PostgresConnection } from "../../../platform/state/postgres/open-sessions.ts";
import { openWebhookReceiver } from "../../alerts/webhook-receiver.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { askPostgres } from "../../services/postgres/ask-postgres.ts";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const TOKEN = "token-of-the-jobs";
const POLL = { timeout: 30_000, interval: 200 };

const missing = missingPostgres(process.env);
const clock = createSystemClock();

describe.skipIf(missing !== null)(`a Vigie whose state is in PostgreSQL ${missing ?? ""}`, () => {
  let server: TestPostgres;
  let connection: PostgresConnection;
  let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
  let directory: string;
  let vigie: Vigie;

  beforeAll(async () => {
    server = await startPostgres({ tls: true });
    connection = await server.createDatabase();
    receiver = await openWebhookReceiver();
    directory = await mkdtemp(join(tmpdir(), "vigie-postgres-state-"));
    await writeFile(join(directory, "password"), `${connection.password}\n`);
    const file = join(directory, "vigie.yaml");
    await writeFile(file, config());
    vigie = await startVigie({
      config: loadConfig({ file }),
      clock,
      logger: createLogger({ level: "fatal", destination: process.stderr }),
      environment: { JOBS_TOKEN: TOKEN },
    });
  });

  afterAll(async () => {
    await vigie?.stop();
    await receiver?.close();
    await server?.remove();
    await rm(directory, { recursive: true, force: true });
  });

  function config(): string {
    return `
data: data
listen: { port: 0 }
pollEvery: 100ms
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/sqlserver] }]
alerts: { group: { wait: 1s }, pagers: [{ name: noc, kind: webhook, url: "${receiver.url}", allowLoopback: true }] }
state:
  kind: postgresql
  host: ${connection.host}
  port: ${connection.port}
  database: ${connection.database}
  user: ${connection.user}
  password: { file: password }
  tls: { ca: ${server.certificateFile} }
`;
  }

  /** A success of a series that no policy covers, which is an incident: of its site. */
  function success(asset: string) {
    return makeEvent({ id: `event-${asset}` }, { series: { ...VISITOR_DB, site: asset, asset } });
  }

  function told(): readonly string[] {
    return receiver.received.map(({ text }) => {
      const { reason, incident } = JSON.parse(text);
      return `${reason} ${incident.kind} ${incident.series.split("/")[6]}`;
    });
  }

  test("takes an event in, counts it once, and tells of its incident", async () => {
    await sendEvent(vigie.url, TOKEN, success("VisitorDb"));
    await sendEvent(vigie.url, TOKEN, success("VisitorDb"));
    await expect.poll(told, POLL).toEqual(["opened unprotected VisitorDb"]);
    const identities = await askPostgres(connection, "SELECT identity FROM ingest_identities");
    expect(identities).toHaveLength(1);
    expect(await readdir(join(directory, "data"))).not.toContain("state.sqlite");
  });

  test("takes nothing in while the server is down, and all of it afterwards", async () => {
    await server.crash();
    await expect(sendEvent(vigie.url, TOKEN, success("BadgeDb"))).rejects.toThrow("503");
    await server.restart();
    await sendEvent(vigie.url, TOKEN, success("BadgeDb"));
    const both = ["opened unprotected VisitorDb", "opened unprotected BadgeDb"];
    await expect.poll(told, POLL).toEqual(both);
  });
});
