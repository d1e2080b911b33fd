import { join } from "node:path";
import { pino } from "pino";
import { startAccepting } from "../../../ingest/accept/thread/start-accepting.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { makeEvent } from "../../ingest/make-event.ts";

export const BATCH_EVENTS = 100;
const SENDERS = 4;

/** The events of a batch, the same each time; each batch is of a series of its own sender. */
export function makeBatch(batch: number): readonly { readonly id: string }[] {
  return Array.from({ length: BATCH_EVENTS }, (_, at) => makeEvent({ id: `${batch}-${at}` }));
}

/**
 * Run as a process of its own on a directory: sends the batches whose numbers follow, four at a
 * time, and writes of each that it is sent, and what became of it.
 */
if (import.meta.main) {
  const [directory = "", ...numbers] = process.argv.slice(2);
  const accepting = await startAccepting({
    log: { kind: "embedded", directory: join(directory, "log") },
    state: { kind: "sqlite", file: join(directory, "state.sqlite") },
    ...{ aheadMaxMs: 3_600_000, identitiesKeptMs: 3_600_000 },
    ...{ clock: createSystemClock(), logger: pino({ level: "silent" }) },
  });
  const batches = numbers.map(Number);
  const send = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const items = makeBatch(batch).map((event) => ({
        ...{ bytes: Buffer.from(JSON.stringify(event)), origin: "test", position: event.id },
      }));
      process.stdout.write(`${JSON.stringify({ sent: batch })}\n`);
      const { accepted, duplicate } = await accepting.accept(items, "local");
      process.stdout.write(`${JSON.stringify({ answered: batch, accepted, duplicate })}\n`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  await accepting.stop();
}
