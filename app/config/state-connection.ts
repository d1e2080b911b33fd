import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileError } from "../../platform/errors/file-error.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { StateConnection } from "../../platform/state/open-state.ts";
import type { Config } from "../../schemas/config.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the state is, with its password and its authority's certificate read. */
export function stateConnection(
  { data, state }: Pick<Config, "data" | "state">,
  environment: Environment,
): StateConnection {
  if (state.kind === "sqlite") return { kind: "sqlite", file: join(data, "state.sqlite") };
  const { password, tls, ...server } = state;
  return {
    ...server,
    password: readSecret(password, environment),
    tls: typeof tls === "boolean" ? tls : { ca: readAuthority(tls.ca) },
  };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw fileError(`read ${file}, the authority of the state's server`, cause);
  }
}
