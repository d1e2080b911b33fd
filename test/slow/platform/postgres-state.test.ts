import { afterAll, beforeAll, describe } from "vitest";
import { openPostgresState } from "../../../platform/state/postgres/open-postgres-state.ts";
import { describeStateStore } from "../../platform/state/describe-state-store.ts";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";
import { describeStateProcesses } from "./describe-state-processes.ts";

const missing = missingPostgres(process.env);
const nothing = async () => {};
let server: TestPostgres;

describe.skipIf(missing !== null)(`on a real PostgreSQL ${missing ?? ""}`, () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  describeStateStore("PostgreSQL", async () => {
    const connection = await server.createDatabase();
    return {
      open: () => openPostgresState(connection),
      remove: nothing,
      syncLevel: "show synchronous_commit",
    };
  });

  describeStateProcesses("PostgreSQL", async () => {
    const connection = await server.createDatabase();
    return { connection: { kind: "postgresql", ...connection }, remove: nothing };
  });
});
