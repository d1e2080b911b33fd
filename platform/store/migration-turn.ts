import { z } from "zod";
import type { Clock } from "../clock/clock.ts";
import { OperatingError } from "../errors/operating-error.ts";
import { onCluster } from "./render-for-cluster.ts";
import type { Store } from "./store.ts";
import { isTableThere } from "./store-error.ts";

const PREFIX = "migration_turn_";
const LOOK_EVERY_MS = 1_000;
/** Longer than a holder takes to renew it: a statement, or a minute where that takes longer. */
const IDLE_MS_MAX = 180_000;
const WAIT_MS_MAX = 3_600_000;

const FIND = `SELECT name, comment FROM system.tables
  WHERE database = currentDatabase() AND startsWith(name, '${PREFIX}')`;
const Found = z.object({ name: z.string(), comment: z.enum(["taken", "free"]) });

/** A ClickHouse server that several processes may migrate at once. */
export type SharedServer = {
  readonly clock: Clock;
  readonly database: string;
  readonly cluster?: string | undefined;
};

/** The right to migrate, until `release` or until another process finds its holder dead. */
export type MigrationTurn = {
  /** Before each statement, and during a long one. Rejects where another process took over. */
  readonly renew: () => Promise<void>;
  readonly release: () => Promise<void>;
};

type Turn = { readonly number: number; readonly isFree: boolean };

/**
 * Waits for the turn to migrate. ClickHouse has no locks, but of two clients that create one table
 * one fails; so turns are tables with rising numbers, and the newest says who works. A holder
 * takes the next number before each statement: one that was overtaken learns it there. A turn
 * that has not moved for `IDLE_MS_MAX`, as its watcher measures it, is dead: no clocks need agree.
 */
export async function takeMigrationTurn(
  writer: Store,
  server: SharedServer,
): Promise<MigrationTurn> {
  let seen = await findTurn(writer);
  let idleMs = 0;
  for (let waitedMs = 0; waitedMs < WAIT_MS_MAX; waitedMs += LOOK_EVERY_MS) {
    const mayTake = seen.isFree || idleMs >= IDLE_MS_MAX;
    if (mayTake && (await create(seen.number + 1, "taken", writer, server)))
      return hold(seen.number + 1, writer, server);
    await server.clock.sleep(LOOK_EVERY_MS);
    const now = await findTurn(writer);
    idleMs = now.number === seen.number ? idleMs + LOOK_EVERY_MS : 0;
    seen = now;
  }
  throw new OperatingError("Cannot migrate the store as another process has been at it for long", {
    retryable: true,
    hint: "look what that process waits for, or stop it",
  });
}

function hold(taken: number, writer: Store, server: SharedServer): MigrationTurn {
  let number = taken;
  const next = async (comment: "taken" | "free") => {
    if (!(await create(number + 1, comment, writer, server))) throw overtaken();
    number += 1;
  };
  return { renew: () => next("taken"), release: () => next("free") };
}

async function findTurn(writer: Store): Promise<Turn> {
  const found = await writer.query(FIND, {}, Found);
  const turns = found.map(({ name, comment }) => ({
    number: Number(name.slice(PREFIX.length)),
    isFree: comment === "free",
  }));
  const none = { number: 0, isFree: true };
  return turns.reduce((newest, turn) => (turn.number > newest.number ? turn : newest), none);
}

/** Whether this process made the turn; the ones before it have no meaning any more. */
async function create(
  number: number,
  comment: "taken" | "free",
  writer: Store,
  { cluster }: SharedServer,
): Promise<boolean> {
  const name = `${PREFIX}${number}${onCluster(cluster)}`;
  try {
    await writer.command(
      `CREATE TABLE ${name} (nothing UInt8) ENGINE = Memory COMMENT '${comment}'`,
    );
  } catch (error) {
    if (isTableThere(error)) return false;
    throw error;
  }
  const others = (await writer.query(FIND, {}, Found)).map((found) => found.name);
  const numberOf = (other: string) => Number(other.slice(PREFIX.length));
  // Who was overtaken long ago finds its next number free again.
  if (others.some((other) => numberOf(other) > number)) return false;
  for (const other of others.filter((found) => numberOf(found) < number))
    await writer.command(`DROP TABLE IF EXISTS ${other}${onCluster(cluster)}`);
  return true;
}

function overtaken(): OperatingError {
  return new OperatingError("Cannot go on migrating the store as another process took over", {
    retryable: true,
    hint: "start again when that process is done",
  });
}
