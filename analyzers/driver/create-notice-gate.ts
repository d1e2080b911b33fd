import type { LogRecord } from "../../platform/log/event-log.ts";
import { wholeSeriesOf } from "../../schemas/whole-series-of.ts";
import { PASS_OVER_UNTOLD, type PassOver } from "../passed-over/passed-over.ts";
import type { Item } from "./read-record.ts";

/**
 * All records of one notice are appended at once, together with what it covers, though the log may
 * take some of them sooner: what comes so much later has overtaken none.
 */
const SPREAD_MS = 5_000;
/**
 * What an intake took in has a record everywhere, unless the intake died as it wrote it: others'
 * clocks may be so far ahead before they say that no more will come. Less than a collector may be
 * silent for.
 */
const CLOCKS_APART_MS = 10 * 60_000;
/** So much may wait for that, in memory. */
const WAITING_MAX = 20_000;
/** Notices that were let through before all their records came, whose others are still left out. */
const EARLY_MAX = 10_000;
/** Others, of which an append that failed is written again as a whole, soon. */
const WHOLE_MAX = 1_000;

type Waiting = { readonly item: Item; readonly notice: string | null };
type Notice = {
  readonly item: Item;
  readonly appendedAtMs: number;
  readonly seenIn: Set<number>;
};

export type KeptGate = {
  readonly queues: Map<number, Waiting[]>;
  readonly pending: Map<string, Notice>;
  readonly lackingOf: Map<string, Set<number>>;
};

type Reason = "spread" | "notices-held" | "notices-apart";

type Options = {
  readonly waiting?: KeptGate | undefined;
  /** Told of the source of a notice that counts, or is forgotten, though it lacks a record. */
  readonly passOver?: PassOver;
};

/**
 * Lets a notice, of which every partition has a record behind all that it covers, through once:
 * when every partition has been read up to its record. What comes after one of its records waits
 * for it, so that neither the order of reading nor a clock decides anything. A notice that lacks a
 * record somewhere, as foreign producers write it, is let through when the log has gone on for
 * `SPREAD_MS`, or our clock has where all is read.
 */
export type NoticeGate = {
  /** What waits in it, as plain data. */
  readonly waiting: KeptGate;
  /** What may be taken now that this was read. */
  readonly offer: (record: LogRecord, item: Item) => readonly Item[];
  /** What has waited long enough, once all has been read that was in the log. */
  readonly release: (nowMs: number) => readonly Item[];
};

export function createNoticeGate(
  partitions: readonly number[],
  { waiting = openGate(partitions), passOver = PASS_OVER_UNTOLD }: Options = {},
): NoticeGate {
  const { queues, pending } = waiting;
  const counted = rememberCounted(waiting.lackingOf, passOver);
  const leader = Math.min(...partitions);
  const out: Item[] = [];

  function offer(record: LogRecord, item: Item): readonly Item[] {
    passOlder(record.appendedAtMs, (older) => reasonToPass(older, record.appendedAtMs, queues));
    const notice = noticeOf(item);
    const queue = queues.get(record.partition);
    if (!queue || queues.size === 1) return [item];
    if (notice === null || !counted.takes(notice, record.partition)) {
      if (notice !== null) note(notice, record, item);
      queue.push({ item, notice });
    }
    settle();
    return out.splice(0);
  }

  function passOlder(nowMs: number, reasonOf: (older: Notice) => Reason | null = () => "spread") {
    for (const [id, notice] of pending) {
      const reason = notice.appendedAtMs + SPREAD_MS < nowMs ? reasonOf(notice) : null;
      if (reason === null) continue;
      if (reason !== "spread") passOver(reason, sourceOf(id));
      letThrough(id);
    }
    settle();
  }

  function note(notice: string, { partition, appendedAtMs }: LogRecord, item: Item) {
    const known = pending.get(notice) ?? { item, appendedAtMs, seenIn: new Set() };
    pending.set(notice, known);
    known.seenIn.add(partition);
  }

  /** One partition's order of notices is everybody's, where two writers' crossed. */
  function settle() {
    for (;;) {
      for (const queue of queues.values())
        out.push(...itemsOf(takeHead(queue, ({ notice }) => pending.has(notice ?? ""))));
      const [first] = queues.get(leader) ?? [];
      const seenIn = pending.get(first?.notice ?? "")?.seenIn;
      if (!first?.notice || seenIn?.size !== queues.size) return;
      letThrough(first.notice);
    }
  }

  /** Notices that it passes, which are not let through yet, are as if they had come after it. */
  function letThrough(id: string) {
    const notice = pending.get(id);
    if (!notice) return;
    pending.delete(id);
    for (const partition of notice.seenIn) {
      const queue = queues.get(partition) ?? [];
      const head = takeHead(queue, (waiting) => waiting.notice === id);
      out.push(...itemsOf(head));
      queue.unshift(...head.filter((waiting) => pending.has(waiting.notice ?? "")));
    }
    out.push(notice.item);
    counted.note(id, new Set(queues.keys()).difference(notice.seenIn));
  }

  function release(nowMs: number): readonly Item[] {
    passOlder(nowMs);
    return out.splice(0);
  }

  return { waiting, offer, release };
}

/**
 * Why a notice waits for its other records no longer, as the log's stamps tell: it may lack some,
 * or a bound is reached. Null while it waits.
 */
function reasonToPass({ item, appendedAtMs }: Notice, nowMs: number, queues: KeptGate["queues"]) {
  const isOurs = "event" in item && item.event.receivedtime !== undefined;
  if (!isOurs) return "spread";
  if (appendedAtMs + CLOCKS_APART_MS < nowMs) return "notices-apart";
  const held = [...queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  return held > WAITING_MAX ? "notices-held" : null;
}

function openGate(partitions: readonly number[]): KeptGate {
  return {
    queues: new Map(partitions.map((partition) => [partition, []])),
    pending: new Map(),
    lackingOf: new Map(),
  };
}

/** Takes what heads a queue before one at which to stop. */
function takeHead(queue: Waiting[], isStop: (waiting: Waiting) => boolean): readonly Waiting[] {
  const end = queue.findIndex(isStop);
  return queue.splice(0, end < 0 ? queue.length : end);
}

/** Without notices, which come once and by themselves. */
function itemsOf(waiting: readonly Waiting[]): readonly Item[] {
  return waiting.flatMap(({ notice, item }) => (notice === null ? [item] : []));
}

/**
 * Notices that were let through, with the partitions whose record is still to come; no other record
 * of them counts.
 */
function rememberCounted(lackingOf: KeptGate["lackingOf"], passOver: PassOver) {
  const whole = new Set<string>();
  return {
    note: (notice: string, lacking: Set<number>) => {
      if (lacking.size > 0) lackingOf.set(notice, lacking);
      else whole.add(notice);
      const [oldestWhole] = whole;
      if (whole.size > WHOLE_MAX && oldestWhole !== undefined) whole.delete(oldestWhole);
      const [oldest] = lackingOf.keys();
      if (lackingOf.size <= EARLY_MAX || oldest === undefined) return;
      lackingOf.delete(oldest);
      passOver("notices", sourceOf(oldest));
    },
    takes: (notice: string, partition: number) => {
      lackingOf.get(notice)?.delete(partition);
      return whole.has(notice) || lackingOf.has(notice);
    },
  };
}

function noticeOf(item: Item): string | null {
  if (!("event" in item) || wholeSeriesOf(item.event) !== null) return null;
  return `${item.event.source}\n${item.event.id}`;
}

function sourceOf(notice: string): string {
  return notice.slice(0, notice.indexOf("\n"));
}
