import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openMigratedStore } from "../../processes/open-migrated-store.ts";
import type { EngineMessage, EngineOrder } from "./engine-orders.ts";
import type { EngineParts } from "./event-table.ts";
import { fillTable } from "./fill-table.ts";
import { measureTable } from "./measure-table.ts";
import { takeEvents } from "./take-events.ts";

/**
 * The child process in which the store's engine works by itself: its arguments are the data
 * directory and one order as JSON; it tells of rows and of the result over IPC.
 */
const [data = "", text = ""] = process.argv.slice(2);
const tell = (message: EngineMessage) => process.send?.(message);
process.on("disconnect", () => process.exit(0));

const clock = createSystemClock();
try {
  const store = await openMigratedStore({
    config: { data, store: { kind: "embedded" } },
    clock,
    logger: createLogger({ level: "warn", destination: process.stderr }),
    environment: {},
  });
  const onRows = (rows: number) => tell({ kind: "rows", rows });
  const result = await carryOut(JSON.parse(text), { store, clock, onRows });
  await store.close();
  tell({ kind: "done", result });
} catch (error) {
  tell({ kind: "failed", reason: error instanceof Error ? String(error.stack) : String(error) });
}

function carryOut(order: EngineOrder, parts: EngineParts): Promise<unknown> {
  switch (order.kind) {
    case "take":
      return takeEvents(order, parts);
    case "fill":
      return fillTable(order.rows, parts);
    case "measure":
      return measureTable(parts);
  }
}
