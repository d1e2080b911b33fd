import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
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

const agent = new Agent({ keepAlive: true });

/**
 * Resolves when the intake has said that it has the batch. Not by `fetch`, which copies each body:
 * it and its garbage took a tenth of two cores, from the intake that they share.
 */
export async function sendBatch(
  { url }: Target,
  body: Buffer<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  const asking = request(`${url}/v1/events`, {
    method: "POST",
    agent,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/x-ndjson",
      "content-length": body.byteLength,
    },
    signal,
  }).end(body);
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  const said = await text(answer);
  if (answer.statusCode !== 202)
    throw new Error(`the intake answered ${answer.statusCode}: ${said}`);
}
