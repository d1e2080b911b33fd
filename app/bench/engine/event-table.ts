import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { StoreConnections } from "../../../platform/store/store.ts";
import type { Column } from "./select-event-rows.ts";

const LOOK_EVERY_MS = 50;

const Count = z.object({ n: z.coerce.number() });

/** What works on the table of events is given. */
export type EngineParts = {
  readonly store: StoreConnections;
  readonly clock: Clock;
  readonly onRows: (rows: number) => void;
};

/** The columns of `event_rows` that an insert may give, as the migrations have left them. */
export function readEventColumns({ store }: EngineParts): Promise<readonly Column[]> {
  return store.verdicts.query(
    `SELECT name, type FROM system.columns WHERE database = currentDatabase()
       AND table = 'event_rows' AND default_kind IN ('', 'DEFAULT') ORDER BY position`,
    {},
    z.object({ name: z.string(), type: z.string() }),
  );
}

export async function countEventRows({ store }: EngineParts): Promise<number> {
  const [row] = await store.verdicts.query("SELECT count() AS n FROM event_rows", {}, Count);
  return row?.n ?? 0;
}

/** Tells of the rows until `isDone`, or until `working` is over. */
export async function watchEventRows(
  parts: EngineParts,
  isDone: (rows: number) => Promise<boolean>,
  working?: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  working?.then(over, over);
  while (!isOver) {
    const rows = await countEventRows(parts);
    parts.onRows(rows);
    if (await isDone(rows)) return;
    await parts.clock.sleep(LOOK_EVERY_MS);
  }
}
