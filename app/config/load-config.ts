import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Config, configSchema } from "../../schemas/config.ts";
import type { SecretSource } from "../../schemas/secret.ts";
import type { SourceConfig } from "../../schemas/source.ts";
import type { BucketConfig, ReadVaultConfig } from "../../schemas/vault.ts";
import { checkAccess } from "./check-access.ts";
import { checkBackup } from "./check-backup.ts";
import { checkCalendar } from "./check-calendar.ts";
import { checkDraws } from "./check-draws.ts";
import { checkFallbacks } from "./check-fallbacks.ts";
import { checkNames } from "./check-names.ts";
import { checkPolicies } from "./check-policies.ts";
import { checkReach } from "./check-reach.ts";
import { checkRoutes } from "./check-routes.ts";
import { checkShape } from "./check-shape.ts";
import { checkTemplates } from "./check-templates.ts";
import { ConfigError, type ConfigFault } from "./config-error.ts";
import { type ConfigPath, type FaultDraft, pathText } from "./fault-draft.ts";
import { mapSecrets } from "./map-secrets.ts";
import { type ConfigSource, readYaml } from "./read-yaml.ts";

export { ConfigError };

type Options = {
  readonly file: string;
  /** What stands in the file, where it has been read already. */
  readonly text?: string;
};

/**
 * Reads `vigie.yaml`; throws `ConfigError` with all its faults at once. Paths in it are then
 * absolute, from the file's folder.
 */
export function loadConfig({ file, text = readText(file) }: Options): Config {
  const source = readYaml(text);
  const faults = [...source.faults, ...placeFaults(source)];
  if (faults.length > 0) throw new ConfigError(file, inOrder(faults));
  return resolvePaths(configSchema.parse(source.content), dirname(resolve(file)));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const fault = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    const hint = "write one as in docs/vigie.example.yaml, or name another with --config";
    throw new ConfigError(file, [{ line: 1, column: 1, path: "", message: fault, hint }]);
  }
}

function placeFaults({ content, locate }: ConfigSource): ConfigFault[] {
  if (content === undefined) return [];
  const lineOf = (path: ConfigPath) => locate(path, "value").line;
  const drafts: FaultDraft[] = [
    ...checkShape(content),
    ...checkCalendar(content),
    ...checkNames(content, lineOf),
    ...checkPolicies(content, lineOf),
    ...checkReach(content),
    ...checkAccess(content),
    ...checkBackup(content),
    ...checkDraws(content),
    ...checkTemplates(content),
    ...checkRoutes(content),
    ...checkFallbacks(content),
  ];
  return drafts.map(({ path, at, message, hint, offset }) => ({
    ...locate(path, at, offset),
    path: pathText(path),
    message,
    hint,
  }));
}

function inOrder(faults: readonly ConfigFault[]): ConfigFault[] {
  return faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function resolvePaths(config: Config, folder: string): Config {
  const secret = (source: SecretSource) => resolveSecret(source, folder);
  return {
    ...config,
    data: resolve(folder, config.data),
    listen: resolveListen(config.listen, folder),
    ...(config.backup && {
      backup: {
        ...config.backup,
        to: resolveVault(config.backup.to, folder),
        key: secret(config.backup.key),
      },
    }),
    tokens: config.tokens.map((token) => ({ ...token, secret: secret(token.secret) })),
    sources: config.sources.map((source) => resolveSource(source, folder)),
    state: resolveState(config.state, folder),
    telemetry: resolveTelemetry(config.telemetry, folder),
    store: resolveStore(config.store, folder),
    log: resolveLog(config.log, folder),
    verification: {
      ...config.verification,
      vaults: config.verification.vaults.map((vault) => resolveVault(vault, folder)),
      engines: config.verification.engines?.map((engine) => resolveEngine(engine, folder)),
    },
    report: resolveReport(config.report, folder),
    alerts: {
      ...config.alerts,
      pagers: config.alerts.pagers.map((pager) => resolveReach(pager, folder)),
      proxy: mapSecrets(config.alerts.proxy, secret),
      heartbeat: config.alerts.heartbeat && resolveReach(config.alerts.heartbeat, folder),
    },
  };
}

function resolveListen(listen: Config["listen"], folder: string): Config["listen"] {
  const { tls } = listen;
  if (tls === undefined) return listen;
  const { certificate, key } = tls;
  return {
    ...listen,
    tls: { certificate: resolve(folder, certificate), key: resolve(folder, key) },
  };
}

type Engine = NonNullable<Config["verification"]["engines"]>[number];

function resolveEngine(engine: Engine, folder: string): Engine {
  if (engine.kind === "pglite" || engine.kind === "sql-server-rows") return engine;
  if (engine.kind !== "sql-server")
    return engine.directory === undefined
      ? engine
      : { ...engine, directory: resolve(folder, engine.directory) };
  const { password, tls, escrow } = engine;
  const isKnown = typeof tls === "object" && "ca" in tls;
  return {
    ...engine,
    password: resolveSecret(password, folder),
    tls: isKnown ? { ca: resolve(folder, tls.ca) } : tls,
    escrow: escrow.map((key) => ({ ...key, password: resolveSecret(key.password, folder) })),
  };
}

function resolveState(state: Config["state"], folder: string): Config["state"] {
  if (state.kind === "sqlite") return state;
  const { password, tls } = state;
  return {
    ...state,
    password: resolveSecret(password, folder),
    tls: typeof tls === "boolean" ? tls : { ca: resolve(folder, tls.ca) },
  };
}

function resolveTelemetry(
  { metrics, otlp }: Config["telemetry"],
  folder: string,
): Config["telemetry"] {
  const resolveIn = <T extends { readonly secret?: SecretSource | undefined }>(one: T): T =>
    one.secret ? { ...one, secret: resolveSecret(one.secret, folder) } : one;
  return {
    metrics: resolveIn(metrics),
    ...(otlp && { otlp: { ...otlp, headers: otlp.headers.map(resolveIn) } }),
  };
}

function resolveStore(store: Config["store"], folder: string): Config["store"] {
  if (store.kind === "embedded") {
    const { http } = store;
    return http
      ? { ...store, http: { ...http, secret: resolveSecret(http.secret, folder) } }
      : store;
  }
  return { ...store, password: resolveSecret(store.password, folder) };
}

function resolveLog(log: Config["log"], folder: string): Config["log"] {
  if (log.kind !== "kafka") return log;
  const { sasl, tls } = log;
  return {
    ...log,
    ...(sasl && { sasl: { ...sasl, password: resolveSecret(sasl.password, folder) } }),
    tls: typeof tls === "boolean" ? tls : { ca: resolve(folder, tls.ca) },
  };
}

function resolveReport(report: Config["report"], folder: string): Config["report"] {
  const { anchor } = report;
  return anchor === undefined ? report : { ...report, anchor: resolveVault(anchor, folder) };
}

function resolveVault<T extends ReadVaultConfig>(vault: T, folder: string): T;
function resolveVault(vault: ReadVaultConfig, folder: string): ReadVaultConfig {
  if (typeof vault === "string") return resolve(folder, vault);
  if ("path" in vault) return { ...vault, path: resolve(folder, vault.path) };
  return { ...vault, s3: resolveBucket(vault.s3, folder) };
}

function resolveSource(source: SourceConfig, folder: string): SourceConfig {
  return source.collector === "s3"
    ? {
        ...source,
        vaults: source.vaults.map((vault) => ({ ...vault, s3: resolveBucket(vault.s3, folder) })),
      }
    : {
        ...source,
        vaults: source.vaults.map((vault) => ({ ...vault, path: resolve(folder, vault.path) })),
      };
}

function resolveBucket(bucket: BucketConfig, folder: string): BucketConfig {
  const { ca, credentials } = bucket;
  const { accessKey, secretKey, sessionToken } = credentials;
  return {
    ...bucket,
    ...(ca !== undefined && { ca: resolve(folder, ca) }),
    credentials: {
      accessKey: resolveSecret(accessKey, folder),
      secretKey: resolveSecret(secretKey, folder),
      ...(sessionToken && { sessionToken: resolveSecret(sessionToken, folder) }),
    },
  };
}

function resolveSecret(source: SecretSource, folder: string): SecretSource {
  return "file" in source ? { file: resolve(folder, source.file) } : source;
}

/** Of what is reached over the network: its secrets, and the authorities that it trusts. */
function resolveReach<T extends { readonly ca?: string | undefined }>(one: T, folder: string): T {
  const resolved = mapSecrets(one, (source) => resolveSecret(source, folder));
  return one.ca === undefined ? resolved : { ...resolved, ca: resolve(folder, one.ca) };
}
