import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Item } from "../accept/acceptance.ts";
import type { Rejected, Send } from "./ingest-lines.ts";

const ATTEMPTS_MAX = 8;
const FIRST_WAIT_MS = 500;
const WAIT_MS_MAX = 30_000;
const NEWLINE = Buffer.from("\n");

const answerSchema = z.object({
  accepted: z.int().nonnegative(),
  duplicate: z.int().nonnegative(),
  rejected: z.array(
    z.object({ index: z.int().nonnegative(), fault: z.string(), reason: z.string() }),
  ),
});
type Answer = z.infer<typeof answerSchema>;

type Options = {
  /** Of the running process, such as `http://127.0.0.1:8420`. */
  readonly url: string;
  /** The secret of an intake token. */
  readonly secret: string;
  readonly clock: Clock;
};

/**
 * Sends to a running process, again and again while that one cannot write or cannot be reached;
 * sending twice is harmless.
 */
export function sendOverHttp(options: Options): Send {
  return async (items) => {
    // What its reader could not even get at stays here: half a line is nothing to send.
    const unread = items.flatMap((item, index) =>
      item.unread ? [{ index, position: item.position, ...item.unread }] : [],
    );
    const readable = items.flatMap((item, index) => (item.unread ? [] : [{ item, index }]));
    if (readable.length === 0) return { accepted: 0, duplicate: 0, rejected: unread };
    const answer = await postPatiently(
      readable.map(({ item }) => item),
      options,
    );
    const refused = answer.rejected.flatMap(({ index, fault, reason }): Rejected[] => {
      const sent = readable[index];
      return sent ? [{ index: sent.index, position: sent.item.position, fault, reason }] : [];
    });
    return { ...answer, rejected: [...unread, ...refused] };
  };
}

async function postPatiently(items: readonly Item[], options: Options): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(items, options);
    } catch (error) {
      const isWorthWaiting = error instanceof OperatingError && error.retryable;
      if (!isWorthWaiting || attempt === ATTEMPTS_MAX) throw error;
      await options.clock.sleep(Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), WAIT_MS_MAX));
    }
  }
}

async function post(items: readonly Item[], { url, secret }: Options): Promise<Answer> {
  const address = new URL("/v1/events", url);
  const response = await fetch(address, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/x-ndjson" },
    body: Buffer.concat(items.flatMap(({ bytes }) => [bytes, NEWLINE])),
  }).catch((cause: unknown) => {
    throw new OperatingError(`Cannot send events as nothing answers at ${address.origin}`, {
      retryable: true,
      hint: "Start it with `vigie up`, or check the address.",
      cause,
    });
  });
  const text = await response.text().catch(() => "");
  const answer = answerSchema.safeParse(parse(text));
  if (answer.success) return answer.data;
  throw new OperatingError(
    `Cannot send events as ${address.origin} answered ${response.status} ${text.slice(0, 200)}`,
    {
      retryable: response.status === 429 || response.status === 503,
      hint: "Check the token and its limits in vigie.yaml.",
    },
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
