import { appendFile } from "node:fs/promises";
import type { EventLog } from "../../platform/log/event-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { Bench } from "./bench.ts";
import { makeEvent } from "./make-event.ts";

export const APPENDED_TOGETHER = 2_000;

type Options = {
  readonly events: number;
  /** Where the same events go as well, one a line. */
  readonly copyTo?: string;
};

/** Makes events and appends them, some at a time. */
export async function fillTopic(
  { signal, startProgress }: Bench,
  log: EventLog,
  { events, copyTo }: Options,
): Promise<void> {
  const progress = startProgress("Filling the topic", events);
  try {
    for (let at = 0; at < events; at += APPENDED_TOGETHER) {
      signal.throwIfAborted();
      const count = Math.min(APPENDED_TOGETHER, events - at);
      const made = Array.from({ length: count }, (_, index) => makeEvent(at + index));
      await log.append(TOPICS.events, made);
      if (copyTo) await appendFile(copyTo, made.map(({ value }) => `${value}\n`).join(""));
      progress.update(at + count, "");
    }
  } finally {
    progress.end();
  }
}
