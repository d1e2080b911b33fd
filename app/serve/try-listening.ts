import { once } from "node:events";
import { createServer } from "node:net";
import { listenError } from "./listen-error.ts";

/** Fails with `OperatingError` where nobody could listen there now. */
export async function tryListening(listen: {
  readonly host: string;
  readonly port: number;
}): Promise<void> {
  const server = createServer();
  try {
    server.listen(listen.port, listen.host);
    await once(server, "listening");
  } catch (cause) {
    throw listenError(listen, cause);
  } finally {
    server.close();
  }
}
