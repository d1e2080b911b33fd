import { once } from "node:events";
import { createServer } from "node:net";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { listenError } from "../serve/listen-error.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Whether `vigie up` could listen there; to be asked where none runs that does. */
export async function diagnoseListener(listen: {
  readonly host: string;
  readonly port: number;
}): Promise<Diagnosis> {
  const { host, port } = listen;
  const check = "listen";
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return { check, good: true, said: `${host}, port ${port}, is free` };
  } catch (cause) {
    const error = listenError(listen, cause);
    if (!(error instanceof OperatingError)) throw error;
    const { message, hint } = error;
    return { check, good: false, said: message, ...(hint && { hint }) };
  } finally {
    server.close();
  }
}
