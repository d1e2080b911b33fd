import { writeSync } from "node:fs";
import { z } from "zod";
import { compileAlertPolicy } from "../../../alerts/policy/alert-policy.ts";
import { startAlerts } from "../../../alerts/start-alerts.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openState, type StateConnection } from "../../../platform/state/open-state.ts";
import type { StateStore } from "../../../platform/state/state-store.ts";
import { alertsSchema } from "../../../schemas/alerts.ts";

// The process `alert` as `vigie up` wires it, which can be told at which of its writes to die, and
// that it is later than the machine's clock says.
const orders = z
  .object({
    log: z.string(),
    state: z.custom<StateConnection>(),
    webhook: z.string(),
    laterMs: z.number(),
    /** `before-write 2`: as the second transaction that writes is about to be committed. */
    die: z.object({ point: z.string(), count: z.number() }).nullable(),
  })
  .parse(JSON.parse(process.argv[2] ?? ""));

const passed = new Map<string, number>();

function pass(point: string): void {
  const count = (passed.get(point) ?? 0) + 1;
  passed.set(point, count);
  if (point === orders.die?.point && count === orders.die.count)
    process.kill(process.pid, "SIGKILL");
}

function breakState(state: StateStore): StateStore {
  return {
    ...state,
    transact: async (work, options) => {
      let writes = false;
      const result = await state.transact(async (transaction) => {
        const run: typeof transaction.run = async (...statement) => {
          const changed = await transaction.run(...statement);
          writes ||= changed > 0;
          return changed;
        };
        const done = await work({ all: transaction.all, run });
        if (writes) pass("before-write");
        return done;
      }, options);
      if (writes) pass("after-write");
      return result;
    },
  };
}

function breakLog(log: EventLog): EventLog {
  return {
    append: (...entries) => log.append(...entries),
    consume: async (...wanted) => {
      const consumer = await log.consume(...wanted);
      return {
        poll: (recordsMax) => consumer.poll(recordsMax),
        close: () => consumer.close(),
        lag: () => consumer.lag(),
        held: () => consumer.held(),
        mark: () => consumer.mark(),
        commit: async (mark) => {
          pass("before-offset");
          await consumer.commit(mark);
          pass("after-offset");
        },
      };
    },
    replay: (...replay) => log.replay(...replay),
    trim: (...trim) => log.trim(...trim),
    close: () => log.close(),
  };
}

const clock = createSystemClock();
const later = { ...clock, nowMs: () => clock.nowMs() + orders.laterMs };
const log = await openEmbeddedLog({ directory: orders.log, clock: later });
const state = await openState(orders.state);
const pager = { name: "noc", kind: "webhook", url: orders.webhook };
const reach = { allowLoopback: true, timeout: "2s" };
const alerts = alertsSchema.parse({
  pagers: [{ ...pager, ...reach }],
  limit: { messages: 10_000 },
});
await startAlerts({
  ...{ log: breakLog(log), state: breakState(state), clock: later, pagers: alerts.pagers },
  ...{ lang: "en", zone: "UTC", readSecret: () => "wren", boardUrl: "http://127.0.0.1:8420/" },
  ...{ pollEveryMs: 50, retryForMs: 3_600_000, fallbackAfterMs: 300_000 },
  logger: createLogger({ level: "silent", destination: process.stderr }),
  retention: { incidentsMs: alerts.keep.incidents, messagesMs: alerts.keep.messages },
  policy: compileAlertPolicy(alerts),
});
writeSync(1, "started\n");
