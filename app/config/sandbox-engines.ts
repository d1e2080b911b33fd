import { readFileSync } from "node:fs";
import { fileError } from "../../platform/errors/file-error.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { Config } from "../../schemas/config.ts";
import type { EngineConfig } from "../../verifiers/sandboxes/open-sandboxes.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Engine = NonNullable<Config["verification"]["engines"]>[number];
type SqlServer = Extract<Engine, { readonly kind: "sql-server" }>;
export type SqlServerEngine = Extract<EngineConfig, { readonly kind: "sql-server" }>;

/** The engines that restore, with their secrets; undefined where the config leaves them open. */
export function sandboxEngines(
  { verification }: Pick<Config, "verification">,
  environment: Environment,
): readonly EngineConfig[] | undefined {
  return verification.engines?.map((engine) =>
    engine.kind === "sql-server" ? sqlServer(engine, environment) : engine,
  );
}

function sqlServer(engine: SqlServer, environment: Environment): SqlServerEngine {
  const { kind, server, port, user, tls } = engine;
  const { vaults, check, checkMax, countMax, data, log = data } = engine;
  const ca = typeof tls === "object" && "ca" in tls ? readAuthority(tls.ca) : null;
  return {
    kind,
    connection: {
      ...{ server, port, user, ca, encrypt: tls !== false },
      password: readSecret(engine.password, environment),
      trustServerCertificate: typeof tls === "object" && "trust" in tls,
    },
    directories: { data, log },
    vaults,
    escrow: engine.escrow.map(({ password, ...key }) => ({
      ...key,
      password: readSecret(password, environment),
    })),
    checkDepth: check,
    checkMsMax: checkMax,
    countMsMax: countMax,
  };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw fileError(`read ${file}, the authority of the SQL Server sandbox`, cause);
  }
}
