import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How it answers: with a status, not at all, or by cutting the connection. */
export type Manner =
  | number
  | "hang"
  | "drop"
  | { readonly status: number; readonly headers?: object; readonly text?: string };

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

/** A real HTTP server on loopback that keeps what it was sent and answers as it is told. */
export async function openWebhookReceiver(): Promise<{
  readonly url: string;
  readonly received: Received[];
  readonly behave: (manner: Manner) => void;
  readonly close: () => Promise<void>;
}> {
  const received: Received[] = [];
  let manner: Manner = 200;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method = "", url = "", headers } = request;
    received.push({ method, path: url, headers, text });
    answer(response, manner);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    behave: (next) => {
      manner = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, manner: Manner): void {
  if (manner === "hang") return;
  if (manner === "drop") response.destroy();
  else if (typeof manner === "number") response.writeHead(manner).end();
  else response.writeHead(manner.status, { ...manner.headers }).end(manner.text);
}
