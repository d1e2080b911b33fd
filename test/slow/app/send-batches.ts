import { setTimeout as sleep } from "node:timers/promises";
import { makeEvent } from "../../ingest/make-event.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

export const BATCH_EVENTS = 100;
const SERIES = 200;
const SENDERS = 6;
const SENDER_WAITS_MS = 100;

type To = { readonly urls: readonly string[]; readonly token: string };

/** A batch of events of their own, from the source `/jobs`. */
export function makeBatch(index: number): string {
  const events = Array.from({ length: BATCH_EVENTS }, (_, at) => {
    const number = index * BATCH_EVENTS + at;
    const series = { ...VISITOR_DB, asset: `db-${number % SERIES}` };
    return makeEvent({ id: `event-${number}`, source: "/jobs" }, { series });
  });
  return JSON.stringify(events);
}

/**
 * Several senders at once, until so many are left to be acknowledged; what fails is sent again, to
 * another process where there is one.
 */
export async function sendBatches(unsent: string[], left: number, to: To): Promise<void> {
  const senders = Array.from({ length: SENDERS }, async (_, number) => {
    for (let turn = number; unsent.length > left; turn++) {
      const batch = unsent.shift() ?? "";
      if (await isAccepted(to.urls[turn % to.urls.length] ?? "", to.token, batch)) continue;
      unsent.push(batch);
      await sleep(SENDER_WAITS_MS);
    }
  });
  await Promise.all(senders);
}

/** Of a batch: false where it is to be sent again. */
export async function isAccepted(url: string, token: string, body: string): Promise<boolean> {
  const headers = {
    "content-type": "application/cloudevents-batch+json",
    authorization: `Bearer ${token}`,
  };
  try {
    const answer = await fetch(`${url}/v1/events`, { method: "POST", headers, body });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
