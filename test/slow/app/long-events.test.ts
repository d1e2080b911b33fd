import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { findFreePort } from "../../services/find-free-port.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { type RunningVigie, startUp } from "./own-backup/run-vigie.ts";

const EVENTS = 200;
/** As long as the intake lets in; the letter makes each character two bytes of memory. */
const NOTE = `\u0416${"x".repeat(2 ** 20 - 2_000)}`;
/** The events alone would be 400 MiB of it. */
const HEAP_MIB = 256;
const READER = "secret-of-the-reader";
const POLL = { timeout: 180_000, interval: 1_000 };

let directory: string;
let vigie: RunningVigie | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-long-"));
  const log = await openEmbeddedLog({
    directory: join(directory, "data", "log"),
    clock: createSystemClock(),
  });
  for (let index = 0; index < EVENTS; index++) {
    const series = { ...VISITOR_DB, asset: `db-${index}` };
    const event = makeEvent({ id: `event-${index}`, source: "/jobs", note: NOTE }, { series });
    await log.append(TOPICS.events, [{ key: `db-${index}`, value: JSON.stringify(event) }]);
  }
  await log.close();
});
afterEach(async () => {
  await vigie?.kill();
  await rm(directory, { recursive: true });
});

test("a backlog of events as long as may be is written and judged in a small heap", async () => {
  const port = await findFreePort();
  const file = join(directory, "vigie.yaml");
  await writeFile(
    file,
    `
data: data
listen: { port: 0 }
pollEvery: 100ms
store: { kind: embedded, http: { port: ${port}, secret: { env: READER } } }
policies: [{ name: all, match: { tenant: acme }, schedule: { every: 1d } }]
`,
  );
  const heap = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` };
  vigie = await startUp(file, { READER, ...heap });
  const search = "query=SELECT+count()+FROM+";
  const count = async (table: string) => {
    const headers = { "X-ClickHouse-User": "reader", "X-ClickHouse-Key": READER };
    const answer = await fetch(`http://127.0.0.1:${port}/?${search}${table}`, { headers });
    return Number(await answer.text());
  };
  await expect.poll(() => count("events"), POLL).toBe(EVENTS);
  await expect.poll(() => count("series_states"), POLL).toBe(EVENTS);
});
