import { join } from "node:path";
import { createAcceptor } from "../../../ingest/accept/create-acceptor.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { openState } from "../../../platform/state/open-state.ts";

export const LIMITS = { aheadMaxMs: 3_600_000, identitiesKeptMs: 3_600_000 };

/**
 * Run as a process of its own, on the state's connection (JSON) and the log below a directory:
 * brings an event (JSON) to acceptance, and dies as by a power cut before or after its append.
 */
if (import.meta.main) {
  const [connection = "", directory = "", event = "", point = ""] = process.argv.slice(2);
  const clock = createSystemClock();
  const state = await openState(JSON.parse(connection));
  const log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
  const dying: EventLog = {
    append: async (topic, entries) => {
      if (point === "after-append") await log.append(topic, entries);
      process.kill(process.pid, "SIGKILL");
    },
    consume: (...consume) => log.consume(...consume),
    replay: (...replay) => log.replay(...replay),
    trim: (...trim) => log.trim(...trim),
    close: () => log.close(),
  };
  const acceptor = await createAcceptor({ log: dying, state, clock, ...LIMITS });
  await acceptor.accept([{ bytes: Buffer.from(event), origin: "dying", position: "0" }], "local");
}
