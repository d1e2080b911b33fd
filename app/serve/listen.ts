import type { FastifyInstance } from "fastify";
import type { Config } from "../../schemas/config.ts";
import { listenError } from "./listen-error.ts";

/** Resolves to where the server answers; fails with `OperatingError` where it may not listen. */
export async function listen(
  app: FastifyInstance,
  { host, port }: Config["listen"],
): Promise<string> {
  return app.listen({ host, port }).catch((error: unknown) => {
    throw listenError({ host, port }, error);
  });
}
