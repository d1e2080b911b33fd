import type { LiveMessage } from "../../dashboards/board/live-feed.ts";

/** One more board's live connection to a Vigie at `url`, without the board. */
export async function listenLive(url: string) {
  const leaving = new AbortController();
  const response = await fetch(`${url}/api/live`, { signal: leaving.signal });
  const messages = readMessages(response.body ?? new ReadableStream());
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    next: async (): Promise<LiveMessage> => (await messages.next()).value,
    isEnded: async () => (await messages.next()).done,
    leave: () => leaving.abort(),
  };
}

async function* readMessages(body: ReadableStream<Uint8Array>) {
  let held = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const messages = `${held}${text}`.split("\n\n");
    held = messages.pop() ?? "";
    for (const message of messages) {
      const data = /^event: changed\ndata: (.*)$/.exec(message)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}
