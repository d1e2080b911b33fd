import { makeEvent } from "./make-event.ts";
import { type Target, TOKEN } from "./start-target.ts";

/** Lines of new events, made before anything is measured; as bytes, beside the JavaScript heap. */
export function makeBatches(count: number, batchEvents: number): Buffer<ArrayBuffer>[] {
  return Array.from({ length: count }, (_, batch) => {
    const lines = Array.from(
      { length: batchEvents },
      (_, at) => makeEvent(batch * batchEvents + at).value,
    );
    return Buffer.from(lines.join("\n"));
  });
}

/** Resolves when the intake has said that it has the batch. */
export async function sendBatch(
  { url }: Target,
  body: Buffer<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  const answer = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/x-ndjson" },
    body,
    signal,
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`the intake answered ${answer.status}: ${text}`);
}
