import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Entry, EventLog } from "../../platform/log/event-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Reject } from "../../schemas/reject.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { Acceptor } from "../accept/acceptance.ts";
import type { Grant, TokenGrant } from "../accept/grant.ts";
import { openReplayed, type Replayed } from "./open-replayed.ts";

const SQL = readFileSync(new URL("./kept-rejects.sql", import.meta.url), "utf8");
const TOGETHER_MAX = 200;
/** Longer than any writer lags; then the store itself tells what was replayed. */
const REMEMBERED_MS = 60 * 24 * 3_600_000;
/** As the intake names who brought an item. */
const TOKEN_ORIGIN = /^token (.*)$/s;
const TOPIC_NAMES: readonly string[] = Object.values(TOPICS).map(({ name }) => name);

const keptSchema = z.object({
  id: z.string(),
  origin: z.string(),
  position: z.string(),
  fault: z.string(),
  reason: z.string(),
  source: z.string(),
  receivedMs: z.coerce.number(),
  bytesBase64: z.string(),
  bytesTotal: z.coerce.number(),
});
type Kept = z.infer<typeof keptSchema>;

/** A reject that was not accepted, and why. */
export type Refusal = Pick<Kept, "id" | "origin" | "position" | "source"> & {
  readonly fault: string;
  readonly reason: string;
};

export type Replay = {
  readonly accepted: number;
  /** Known meanwhile: its sender sent it again, for example. */
  readonly duplicate: number;
  readonly rejected: readonly Refusal[];
  /** Not sent: it can't be, or not yet. */
  readonly skipped: readonly Refusal[];
};

type Options = {
  readonly log: EventLog;
  readonly store: Store;
  readonly state: StateStore;
  readonly acceptor: Acceptor;
  readonly clock: Clock;
  /** The intake's tokens, as they are bound now. */
  readonly tokens: readonly (TokenGrant & { readonly name: string })[];
  /** Empty texts hold for all. */
  readonly only: { readonly fault: string; readonly source: string };
};

/**
 * Sends kept rejects through acceptance again, each once in its life and on behalf of who brought
 * it: what a token may not say it may not say here either. Killed midway, it goes on at the next
 * call; what it had sent and not noted is a duplicate then. What is rejected again is a reject of
 * its own, which can be replayed in its turn. The log tells the store which were replayed; until
 * the store shows it, the state knows.
 */
export async function replayRejects(options: Options): Promise<Replay> {
  const replayed = await openReplayed(options.state);
  await replayed.prune(options.clock.nowMs() - REMEMBERED_MS);
  const replays: Replay[] = [];
  const rows = options.store.stream(SQL, options.only, keptSchema);
  let batch: Kept[] = [];
  for await (const kept of rows) {
    batch.push(kept);
    if (batch.length < TOGETHER_MAX) continue;
    replays.push(await replayBatch(batch, replayed, options));
    batch = [];
  }
  replays.push(await replayBatch(batch, replayed, options));
  return {
    accepted: replays.reduce((sum, { accepted }) => sum + accepted, 0),
    duplicate: replays.reduce((sum, { duplicate }) => sum + duplicate, 0),
    rejected: replays.flatMap(({ rejected }) => rejected),
    skipped: replays.flatMap(({ skipped }) => skipped),
  };
}

async function replayBatch(
  batch: readonly Kept[],
  replayed: Replayed,
  options: Options,
): Promise<Replay> {
  const done = await replayed.find(batch.map(({ id }) => id));
  const skipped: Refusal[] = [];
  const sendable = new Map<Grant, Kept[]>();
  for (const kept of batch.filter(({ id }) => !done.has(id))) {
    const grant = grantOf(kept, options.tokens);
    if (typeof grant === "object" && "why" in grant) {
      skipped.push(refusal(kept, kept.fault, grant.why));
      continue;
    }
    sendable.set(grant, [...(sendable.get(grant) ?? []), kept]);
  }
  let [accepted, duplicate] = [0, 0];
  const rejected: Refusal[] = [];
  for (const [grant, items] of sendable) {
    const acceptance = await options.acceptor.accept(items.map(toItem), grant);
    const nowMs = options.clock.nowMs();
    const told = items.map((kept) => replayedEntry(kept, nowMs));
    await options.log.append(TOPICS.rejects, told);
    const ids = items.map(({ id }) => id);
    await replayed.record(ids, nowMs);
    accepted += acceptance.accepted;
    duplicate += acceptance.duplicate;
    for (const { index, fault, reason } of acceptance.rejected) {
      const kept = items[index];
      if (kept) rejected.push(refusal(kept, fault, reason));
    }
  }
  return { accepted, duplicate, rejected, skipped };
}

/** On whose behalf it is sent again, or why it cannot be. */
function grantOf(
  { origin, bytesBase64, bytesTotal }: Kept,
  tokens: Options["tokens"],
): Grant | { readonly why: string } {
  if (Buffer.byteLength(bytesBase64, "base64") < bytesTotal)
    return { why: `only the head of its ${bytesTotal} bytes was kept` };
  if (TOPIC_NAMES.includes(origin)) return { why: "it is a record of the log, where it stays" };
  const [, name] = TOKEN_ORIGIN.exec(origin) ?? [];
  if (name === undefined) return "local";
  const token = tokens.find((known) => known.name === name);
  return token ?? { why: `there is no token ${JSON.stringify(name)} any more` };
}

function toItem({ id, bytesBase64, origin, position }: Kept) {
  return { bytes: Buffer.from(bytesBase64, "base64"), origin, position, replayOf: id };
}

function replayedEntry(kept: Kept, nowMs: number): Entry {
  const { source: _derived, receivedMs, ...what } = kept;
  const instants = { receivedAt: instantToJson(receivedMs), replayedAt: instantToJson(nowMs) };
  const reject: Reject = { ...what, ...instants };
  return { key: kept.id, value: JSON.stringify(reject) };
}

function refusal({ id, origin, position, source }: Kept, fault: string, reason: string): Refusal {
  return { id, origin, position, source, fault, reason };
}
