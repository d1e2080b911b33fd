import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashSecret, makeSecret } from "../../../app/access/access-secret.ts";
import { addToken } from "../../../app/access/token-rows.ts";
import { loadConfig } from "../../../app/config/load-config.ts";
import { openKnownState } from "../../../app/processes/open-known-state.ts";
import { startVigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { Role } from "../../../schemas/access.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { openWebhookReceiver, type Received } from "../../alerts/webhook-receiver.ts";

const JOBS = "token-of-the-jobs";

const said = (directory: string, webhook: string) => `
data: ${directory}/data
listen: { port: 0 }
pollEvery: 100ms
access: { anonymous: none }
tokens: [{ name: jobs, secret: { env: JOBS }, tenant: acme, sources: [/sqlserver] }]
policies:
  - { name: all, match: { tenant: acme }, schedule: { every: 1d }, size: { minBytes: 1MiB } }
verification: { vaults: ["${directory}/vault"], engines: [{ kind: sqlite }] }
alerts:
  pagers: [{ name: noc, kind: webhook, url: "${webhook}", allowLoopback: true }]
`;

/**
 * All of Vigie in this process, with a pager whose messages are kept, and a vault for what SQLite
 * restores. Nobody is let in without a token.
 */
export async function openWholeVigie() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-whole-"));
  const file = join(directory, "vigie.yaml");
  const vault = join(directory, "vault");
  await mkdir(vault);
  const receiver = await openWebhookReceiver();
  await writeFile(file, said(directory, receiver.url));
  const config = loadConfig({ file });
  const clock = createSystemClock();
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const vigie = await startVigie({ config, clock, logger, environment: { JOBS } });
  const state = await openKnownState(config, {});

  async function giveToken(name: string, role: Role): Promise<string> {
    const secret = makeSecret();
    const token = { name, role, tenants: null, sha256: hashSecret(secret), expiresAtMs: null };
    await state.transact((transaction) =>
      addToken(transaction, { ...token, by: "test" }, clock.nowMs()),
    );
    return secret;
  }

  return {
    url: vigie.url,
    clock,
    state,
    vault,
    keys: await openKeys(join(config.data, "keys")),
    received: receiver.received as readonly Received[],
    giveToken,
    /** Sends events in the name of the jobs. */
    send: async (events: readonly object[]): Promise<void> => {
      const response = await fetch(`${vigie.url}/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson", authorization: `Bearer ${JOBS}` },
        body: events.map((event) => JSON.stringify(event)).join("\n"),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    [Symbol.asyncDispose]: async () => {
      await state.close();
      await vigie.stop();
      await receiver.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
