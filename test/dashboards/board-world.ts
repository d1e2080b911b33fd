import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify, { type FastifyInstance } from "fastify";
import { openApiGround } from "../../app/api/open-api-ground.ts";
import { registerApi } from "../../app/api/register-api.ts";
import { registerBoard } from "../../dashboards/board/register-board.ts";
import { toFindingRow } from "../../ingest/writer/to-finding-row.ts";
import { toProofRow } from "../../ingest/writer/to-proof-row.ts";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { type Principal, RIGHTS_OF } from "../../schemas/access.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { openKeys } from "../../verifiers/proof/open-keys.ts";
import { markRequests } from "../../verifiers/requests/request-rows.ts";
import { openGuard } from "../services/open-guard.ts";
import { openTestState } from "../services/open-test-state.ts";
import type { RunRow } from "./board-rows.ts";

const EVERYBODY: Principal = { name: "everybody", role: "admin", tenants: null };

type Rows = {
  readonly states?: readonly SeriesState[];
  readonly findings?: readonly Finding[];
  readonly proofs?: readonly Proof[];
  readonly runs?: readonly RunRow[];
};

export type BoardWorld = Awaited<ReturnType<typeof openBoardWorld>>;

const record = (value: object) => ({ value: JSON.stringify(value) });

/** A board over a real embedded store in a directory of its own. */
export async function openBoardWorld(clock: Clock, principal = EVERYBODY) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-board-"));
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const store = await openStore({ connection: { kind: "embedded", directory }, clock, logger });
  await migrateStore(store.writer, clickhouseMigrations());
  const app = fastify();
  const config = {
    ...{ data: directory, policies: [], alerts: { silenceMax: 30 * 24 * 3_600_000 } },
    report: { zone: "Europe/Paris", directory: "reports" },
  };
  let isBroken = false;
  let questions = 0;
  const people: Store = {
    ...store.people,
    query: async (...asked) => {
      questions++;
      if (isBroken) throw new OperatingError("Cannot reach the store", { retryable: true });
      return store.people.query(...asked);
    },
  };
  const guard = openGuard(principal);
  const log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
  const state = await openTestState(directory);
  const keys = await openKeys(join(directory, "keys"));
  const parts = { store: people, state, log, clock, keys, openVaults: () => [] };
  const ground = await openApiGround(parts, { config });
  const changed = ground.panels.forget;
  registerBoard(app, {
    ...{ store: people, clock, guard, changed, zone: "Europe/Paris", lang: "en" },
    readRequestMarks: () => markRequests(state),
  });
  registerApi(app, guard, ground);
  serveSession(app, principal);
  await app.ready();

  async function insert({
    states = [],
    findings = [],
    proofs = [],
    runs = [],
  }: Rows): Promise<void> {
    const { writer } = store;
    if (states.length > 0) await writer.insert("series_state_rows", states.map(toSeriesStateRow));
    if (runs.length > 0) await writer.insert("event_rows", runs);
    if (findings.length > 0)
      await writer.insert(
        "finding_rows",
        findings.map((finding) => toFindingRow(finding, record(finding))),
      );
    if (proofs.length > 0)
      await writer.insert(
        "proof_rows",
        proofs.map((proof) => toProofRow(proof, record(proof))),
      );
  }

  return {
    app,
    state,
    ...{ log, keys },
    /** Where the week's reports lie. */
    reports: join(directory, config.report.directory),
    store: people,
    /** For rows that `insert` doesn't make. */
    writer: store.writer,
    insert,
    /** How often the board asked the store. */
    questions: () => questions,
    /** From now on the board's own connection fails, or works again. */
    breakStore: (shallBreak: boolean) => {
      isBroken = shallBreak;
    },
    listen: () => app.listen({ host: "127.0.0.1", port: 0 }),
    get: async (url: string) => {
      const response = await app.inject({ url });
      return { status: response.statusCode, headers: response.headers, body: response.json() };
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await log.close();
      await state.close();
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Says to the page that it is `principal` who looks, as `openGuard` says it to the routes. */
function serveSession(app: FastifyInstance, principal: Principal): void {
  const rights = RIGHTS_OF[principal.role];
  const session = { ...principal, rights, isAnonymous: false, csrf: null, expiresAt: null };
  app.get("/api/v1/session", async () => session);
}
