import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { registerBoard } from "../../dashboards/board/register-board.ts";
import { toFindingRow } from "../../ingest/writer/to-finding-row.ts";
import { toProofRow } from "../../ingest/writer/to-proof-row.ts";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { SeriesState } from "../../schemas/series-state.ts";

type Rows = {
  readonly states?: readonly SeriesState[];
  readonly findings?: readonly Finding[];
  readonly proofs?: readonly Proof[];
};

export type BoardWorld = Awaited<ReturnType<typeof openBoardWorld>>;

const record = (value: object) => ({ value: JSON.stringify(value) });

/** A board over a real embedded store in a directory of its own. */
export async function openBoardWorld(clock: Clock) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-board-"));
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const store = await openStore({ connection: { kind: "embedded", directory }, clock, logger });
  await migrateStore(store.writer, clickhouseMigrations());
  const app = fastify();
  let isBroken = false;
  const people: Store = {
    ...store.people,
    query: async (...asked) => {
      if (isBroken) throw new OperatingError("Cannot reach the store", { retryable: true });
      return store.people.query(...asked);
    },
  };
  registerBoard(app, { store: people, clock, zone: "Europe/Paris", lang: "en" });
  await app.ready();

  async function insert({ states = [], findings = [], proofs = [] }: Rows): Promise<void> {
    const { writer } = store;
    if (states.length > 0) await writer.insert("series_state_rows", states.map(toSeriesStateRow));
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
    store: people,
    insert,
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
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}
