import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAcceptor } from "../../../ingest/accept/create-acceptor.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { openState, type StateConnection } from "../../../platform/state/open-state.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import {
  missingPostgres,
  startPostgres,
  type TestPostgres,
} from "../../services/postgres/start-postgres.ts";
import { LIMITS } from "./claiming-process.ts";

const PROGRAM = fileURLToPath(new URL("./claiming-process.ts", import.meta.url));
const EVENT = makeEvent({ note: "a" });
const OTHER = makeEvent({ note: "b" });
/** How often the log has the event in the end; the store shows it once. */
const POINTS = [
  ["before-append", 1],
  ["after-append", 2],
] as const;

const missing = missingPostgres(process.env);
const clock = createSystemClock();

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-claims-"));
});
afterEach(() => rm(directory, { recursive: true }));

function describeKills(connect: () => Promise<StateConnection>): void {
  test.each(POINTS)(
    "killed %s, another takes the event in, and no other content",
    async (point, times) => {
      const connection = await connect();
      await dieAt(point, connection);
      const state = await openState(connection);
      const log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
      const acceptor = await createAcceptor({ log, state, clock, ...LIMITS });
      const send = (event: unknown) => {
        const bytes = Buffer.from(JSON.stringify(event));
        return acceptor.accept([{ bytes, origin: "next", position: "0" }], "local");
      };
      expect(await send(OTHER)).toMatchObject({ rejected: [{ fault: "id-reused" }] });
      expect(await send(EVENT)).toMatchObject({ accepted: 1 });
      expect(await send(EVENT)).toMatchObject({ duplicate: 1 });
      const records = await Array.fromAsync(log.replay(TOPICS.events));
      expect(records.map(({ value }) => JSON.parse(value).note)).toEqual(Array(times).fill("a"));
      await log.close();
      await state.close();
    },
  );
}

async function dieAt(point: string, connection: StateConnection): Promise<void> {
  const words = [PROGRAM, JSON.stringify(connection), directory, JSON.stringify(EVENT), point];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}

describe("an intake whose state is in SQLite", () => {
  describeKills(async () => ({ kind: "sqlite", file: join(directory, "state.sqlite") }));
});

describe.skipIf(missing !== null)(`an intake whose state is in PostgreSQL ${missing ?? ""}`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());
  describeKills(async () => ({ kind: "postgresql", ...(await server.createDatabase()) }));
});
