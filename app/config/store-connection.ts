import { join } from "node:path";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { EmbeddedStore, ServerStore } from "../../platform/store/open-store.ts";
import type { Config } from "../../schemas/config.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the store is, with its password read. */
export function storeConnection(
  { data, store }: Pick<Config, "data" | "store">,
  environment: Environment,
): EmbeddedStore | ServerStore {
  if (store.kind === "embedded") {
    const { http } = store;
    const readers = http && {
      host: http.host,
      port: http.port,
      token: readSecret(http.secret, environment),
    };
    return { kind: "embedded", directory: join(data, "store"), readers };
  }
  const { url, username, database, cluster } = store;
  return {
    kind: "url",
    url,
    username,
    password: readSecret(store.password, environment),
    database,
    ...(cluster !== undefined && { cluster }),
  };
}
