import type { Database } from "../sqlite/database.ts";
import { giveToOne } from "./give-to-one.ts";
import { isGone, LOG_PROCESS } from "./log-process.ts";
import type { Stream } from "./log-records.ts";
import { shareOut } from "./share-out.ts";

/** A member that has not renewed for this long loses its partitions, if the group has another. */
export const LEASE_MS = 60_000;

export type Group = {
  readonly topic: string;
  readonly name: string;
  readonly streams: readonly Stream[];
  /** One member holds all streams. */
  readonly whole: boolean;
};

export type Holding = {
  readonly stream: Stream;
  readonly epoch: number;
  readonly committed: number;
};

/**
 * Makes a member and shares the partitions out anew. The others get a full lease, as a member that
 * is alone does not renew its own.
 */
export function joinGroup(database: Database, group: Group, nowMs: number): number {
  return database.transact(() => {
    for (const stream of group.streams)
      database.run(
        `insert into holdings (consumer_group, stream, epoch, committed)
         values (?, ?, 0, 0) on conflict do nothing`,
        group.name,
        stream.id,
      );
    database.run(
      "update members set leased_until_ms = ? where topic = ? and consumer_group = ?",
      nowMs + LEASE_MS,
      group.topic,
      group.name,
    );
    const joined = database.get(
      `insert into members (topic, consumer_group, host, pid, process, leased_until_ms)
       values (?, ?, ?, ?, ?, ?) returning id`,
      group.topic,
      group.name,
      LOG_PROCESS.host,
      LOG_PROCESS.pid,
      LOG_PROCESS.process,
      nowMs + LEASE_MS,
    );
    evictLost(database, group, nowMs);
    rebalance(database, group);
    return Number(joined?.["id"]);
  });
}

export function leaveGroup(database: Database, group: Group, member: number): void {
  database.transact(() => {
    database.run("delete from members where id = ?", member);
    rebalance(database, group);
  });
}

/** What the member holds now; null if it was evicted. */
export function readHoldings(
  database: Database,
  group: Group,
  member: number,
): readonly Holding[] | null {
  if (!database.get("select id from members where id = ?", member)) return null;
  const rows = database.all(
    "select stream, epoch, committed from holdings where consumer_group = ? and member = ?",
    group.name,
    member,
  );
  const held = new Map(rows.map((row) => [Number(row["stream"]), row]));
  return group.streams.flatMap((stream) => {
    const row = held.get(stream.id);
    if (!row) return [];
    return [{ stream, epoch: Number(row["epoch"]), committed: Number(row["committed"]) }];
  });
}

/** Whether the group has members besides this one. */
export function hasRivals(database: Database, group: Group, member: number): boolean {
  return (
    database.get(
      "select id from members where topic = ? and consumer_group = ? and id <> ? limit 1",
      group.topic,
      group.name,
      member,
    ) !== undefined
  );
}

/**
 * Renews a member's lease and evicts those whose lease is over or whose process is gone.
 * True if there were any, so that partitions moved, or if this member is no longer one.
 */
export function renewLease(
  database: Database,
  group: Group,
  member: number,
  nowMs: number,
): boolean {
  return database.transact(() => {
    const renew = "update members set leased_until_ms = ? where id = ?";
    // Evicted itself, it may not judge who is alone and so renews no lease; it joins again first.
    if (database.run(renew, nowMs + LEASE_MS, member) === 0) return true;
    const evicted = evictLost(database, group, nowMs);
    if (evicted) rebalance(database, group);
    return evicted;
  });
}

function evictLost(database: Database, { topic, name }: Group, nowMs: number): boolean {
  const lost = database
    .all(
      `select id, host, pid, process, leased_until_ms from members
       where topic = ? and consumer_group = ?`,
      topic,
      name,
    )
    .filter(
      (row) =>
        Number(row["leased_until_ms"]) <= nowMs ||
        isGone({
          host: String(row["host"]),
          pid: Number(row["pid"]),
          process: String(row["process"]),
        }),
    );
  for (const row of lost) database.run("delete from members where id = ?", Number(row["id"]));
  return lost.length > 0;
}

function rebalance(database: Database, { topic, name, streams, whole }: Group): void {
  const members = database
    .all("select id from members where topic = ? and consumer_group = ? order by id", topic, name)
    .map((row) => Number(row["id"]));
  const holders = new Map(
    database
      .all("select stream, member from holdings where consumer_group = ?", name)
      .map((row) => [Number(row["stream"]), row["member"] === null ? null : Number(row["member"])]),
  );
  const shares = streams.map(({ id }) => ({ stream: id, member: holders.get(id) ?? null }));
  for (const [stream, member] of (whole ? giveToOne : shareOut)(shares, members))
    database.run(
      `update holdings set member = ?, epoch = epoch + 1
       where consumer_group = ? and stream = ? and member is not ?`,
      member,
      name,
      stream,
      member,
    );
}
