import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAct } from "../../../alerts/act-rows.ts";
import { createMirror } from "../../../alerts/mirror/create-mirror.ts";
import { recordActs } from "../../../alerts/record-acts.ts";
import { recordFindings } from "../../../alerts/record-findings.ts";
import { recordSilences } from "../../../alerts/silence-rows.ts";
import { hashSecret, makeSecret } from "../../../app/access/access-secret.ts";
import { createAccess } from "../../../app/access/create-access.ts";
import { addToken } from "../../../app/access/token-rows.ts";
import { openApiGround } from "../../../app/api/open-api-ground.ts";
import { registerApi } from "../../../app/api/register-api.ts";
import { readableVaults } from "../../../app/config/readable-vaults.ts";
import { createServer } from "../../../app/serve/create-server.ts";
import { startWriter } from "../../../ingest/writer/start-writer.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import type { Store } from "../../../platform/store/store.ts";
import type { Role } from "../../../schemas/access.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import { configSchema } from "../../../schemas/config.ts";
import { type DecisionJson, decisionSchema } from "../../../schemas/decision.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Proof } from "../../../schemas/proof.ts";
import type { Reject } from "../../../schemas/reject.ts";
import { seriesKey } from "../../../schemas/series.ts";
import type { SeriesState } from "../../../schemas/series-state.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { openTestState } from "../../services/open-test-state.ts";

const POLL_EVERY_MS = 1_000;

export type ApiWorld = Awaited<ReturnType<typeof openApiWorld>>;

type Asked = {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly token?: string | null;
  readonly body?: unknown;
};

type Said = {
  readonly events?: readonly object[];
  readonly findings?: readonly Finding[];
  readonly proofs?: readonly Proof[];
  readonly states?: readonly SeriesState[];
  readonly decisions?: readonly DecisionJson[];
  readonly rejects?: readonly Reject[];
};

/** The API with its real access over a real log, store and state, in a directory of its own. */
export async function openApiWorld(given: Readonly<Record<string, unknown>> = {}) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-api-"));
  const config = configSchema.parse({ data: directory, ...given });
  const clock = createSimulatedClock(NOON_MS);
  const destination = { write: () => undefined };
  const logger = createLogger({ level: "silent", destination });
  const log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
  const state = await openTestState(directory);
  const connection = { kind: "embedded", directory: join(directory, "store") } as const;
  const stores = await openStore({ connection, clock, logger });
  await migrateStore(stores.writer, clickhouseMigrations());
  const writing = { log, store: stores.writer, clock, logger, pollEveryMs: POLL_EVERY_MS };
  const writer = await startWriter(writing);
  let [isBroken, queries] = [false, 0];
  const store: Store = {
    ...stores.people,
    query: async (...asked) => {
      queries += 1;
      if (isBroken) throw new OperatingError("Cannot reach the store", { retryable: true });
      return stores.people.query(...asked);
    },
  };
  const mirror = createMirror({ state, logger, store: stores.writer });
  const app = createServer({ logger });
  const served: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    const methods = [method].flat().filter((one) => one !== "HEAD");
    served.push(...methods.map((one) => `${one} ${url}`));
  });
  const access = await createAccess({ state, clock, logger, config });
  await access.register(app);
  const keys = await openKeys(join(directory, "keys"));
  const openVaults = () => readableVaults(config, {});
  const parts = { store, state, log, clock, keys, openVaults };
  const ground = await openApiGround(parts, { config });
  registerApi(app, access, ground);
  await app.ready();

  const give = async (name: string, role: Role, tenants: readonly string[] | null = null) => {
    const secret = makeSecret();
    const token = { name, role, tenants, expiresAtMs: null, by: "root" };
    const row = { ...token, sha256: hashSecret(secret) };
    await state.transact((rows) => addToken(rows, row, clock.nowMs()));
    return secret;
  };

  const root = await give("root", "admin");

  async function ask(url: string, { method = "GET", token = root, body }: Asked = {}) {
    const response = await app.inject({
      ...{ method, url: url.startsWith("/api/") ? url : `/api/v1${url}` },
      headers: token === null ? { host: "vigie.invalid" } : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const { statusCode: status, headers, body: text } = response;
    return { status, headers, text, json: () => response.json() };
  }

  /** Through log and writer, as in life; and incidents and silences of what was said. */
  async function say({
    events = [],
    findings = [],
    proofs = [],
    states = [],
    decisions = [],
    rejects = [],
  }: Said) {
    const entry = (key: string, value: object) => ({ key, value: JSON.stringify(value) });
    const append = async (topic: (typeof TOPICS)[keyof typeof TOPICS], values: readonly object[]) =>
      values.length > 0 &&
      log.append(
        topic,
        values.map((value) => entry("", value)),
      );
    await append(TOPICS.events, events);
    await append(TOPICS.findings, findings);
    await append(TOPICS.proofs, proofs);
    await append(TOPICS.seriesStates, states);
    await append(TOPICS.decisions, decisions);
    await append(TOPICS.rejects, rejects);
    await clock.advanceTo(clock.nowMs() + POLL_EVERY_MS);
    const nowMs = clock.nowMs();
    await state.transact(async (transaction) => {
      const appended = findings.map((finding) => ({ finding, appendedAtMs: nowMs }));
      await recordFindings(transaction, appended);
      const silenceMaxMs = config.alerts.silenceMax;
      const read = decisions.map((decision) => decisionSchema.parse(decision));
      await recordSilences(transaction, read, { silenceMaxMs });
      await recordActs(transaction, read.filter(isAct));
    });
    await mirror.run();
  }

  /** All that was said to a topic. */
  async function read(topic: (typeof TOPICS)[keyof typeof TOPICS]): Promise<readonly unknown[]> {
    const values: unknown[] = [];
    for await (const { value } of log.replay(topic)) values.push(JSON.parse(value));
    return values;
  }

  return {
    ...{ clock, state, store, config, keys, give, ask, say, read, app, served },
    now: () => instantToJson(clock.nowMs()),
    /** As the board's live feed says it. */
    changed: ground.panels.forget,
    /** How often the store was asked. */
    queries: () => queries,
    /** From now on the store is gone, or there again. */
    breakStore: (shallBreak: boolean) => {
      isBroken = shallBreak;
    },
    writeReport: (name: string, text: string) =>
      writeFile(join(directory, config.report.directory, name), text),
    /** As a verifier leaves it. */
    lead: (verification: string, proof: Proof) =>
      state.transact((transaction) =>
        transaction.run(
          `INSERT INTO verification_proofs (verification_id, series_id, position, reached_right, body)
           VALUES (?, ?, 0, 1, ?)`,
          ...[verification, seriesKey(proof.series), JSON.stringify(proof)],
        ),
      ),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await writer.stop();
      await stores.close();
      await log.close();
      await state.close();
      await rm(directory, { recursive: true });
    },
  };
}
