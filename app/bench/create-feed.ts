import type { EventLog } from "../../platform/log/event-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { Bench } from "./bench.ts";
import { APPENDED_TOGETHER } from "./fill-topic.ts";
import { makeEvent } from "./make-event.ts";

/** Sent again and again, so that neither the sender nor the store's disk bounds the time: 35 MB. */
const CHUNKS = 25;
/** So many are kept waiting: more than a second of the load. */
export const BACKLOG_EVENTS = 100_000;
const IDLE_MS = 20;
const TRIM_EVERY_MS = 10_000;

export type Feed = {
  readonly sent: () => number;
  readonly append: () => Promise<void>;
  /** Appends until it is stopped, as far ahead of the rows as the backlog says. */
  readonly keepUp: () => Promise<void>;
  /** So many rows were written so far. */
  readonly confirm: (rows: number) => void;
  readonly stop: () => void;
};

type Mark = { readonly atMs: number; readonly sent: number };

/** Keeps a topic filled with the same events, and trimmed of those that are rows. */
export function createFeed({ clock, signal }: Bench, log: EventLog): Feed {
  const chunks = Array.from({ length: CHUNKS }, (_, chunk) =>
    Array.from({ length: APPENDED_TOGETHER }, (_, at) => makeEvent(chunk * APPENDED_TOGETHER + at)),
  );
  let appended = 0;
  let rows = 0;
  let stopped = false;
  let mark: Mark = { atMs: clock.nowMs(), sent: 0 };
  const sent = () => appended * APPENDED_TOGETHER;
  const append = async () => {
    signal.throwIfAborted();
    await log.append(TOPICS.events, chunks[appended % CHUNKS] ?? []);
    appended += 1;
  };
  const trim = async () => {
    const nowMs = clock.nowMs();
    if (nowMs < mark.atMs + TRIM_EVERY_MS || rows < mark.sent) return;
    await log.trim(TOPICS.events, mark.atMs);
    mark = { atMs: nowMs, sent: sent() };
  };
  return {
    sent,
    append,
    keepUp: async () => {
      while (!stopped) {
        if (sent() - rows < BACKLOG_EVENTS) await append();
        else await clock.sleep(IDLE_MS, signal);
        await trim();
      }
    },
    confirm: (now) => {
      rows = now;
    },
    stop: () => {
      stopped = true;
    },
  };
}
