import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Receiver = AsyncDisposable & {
  readonly url: string;
  /** How many different messages arrived, repeats of one counted once. */
  readonly count: () => number;
};

/** The NOC's end of the webhook: takes what it is sent. */
export async function startReceiver(): Promise<Receiver> {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    seen.add(String(request.headers["idempotency-key"]));
    request.resume().on("end", () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/noc`,
    count: () => seen.size,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
