import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { keepBaselines } from "../../analyzers/baselines/keep-baselines.ts";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { registerBoard } from "../../dashboards/board/register-board.ts";
import { startAccepting } from "../../ingest/accept/thread/start-accepting.ts";
import { registerIntake } from "../../ingest/intake/register-intake.ts";
import { startWriter } from "../../ingest/writer/start-writer.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import { measureLog } from "../../platform/log/measure-log.ts";
import { openLog } from "../../platform/log/open-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import { startTelemetry } from "../../platform/telemetry/start-telemetry.ts";
import type { Config } from "../../schemas/config.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { openKeys } from "../../verifiers/proof/open-keys.ts";
import { startReports } from "../../verifiers/report/start-reports.ts";
import { markRequests } from "../../verifiers/requests/request-rows.ts";
import { startRereading } from "../../verifiers/rereading/start-rereading.ts";
import { startRounds } from "../../verifiers/start-rounds.ts";
import { startVerificationWorker } from "../../verifiers/start-verification-worker.ts";
import { createAccess } from "../access/create-access.ts";
import { openApiGround } from "../api/open-api-ground.ts";
import { registerApi } from "../api/register-api.ts";
import { logConnection } from "../config/log-connection.ts";
import { otlpReceiver } from "../config/otlp-receiver.ts";
import { openVault, readableVaults, rereadVaults } from "../config/readable-vaults.ts";
import { sandboxEngines } from "../config/sandbox-engines.ts";
import { stateConnection } from "../config/state-connection.ts";
import { tokenGrants } from "../config/token-grants.ts";
import { startDiskWatch } from "../disk/start-disk-watch.ts";
import { warnIdlePolicies } from "../policy-use/warn-idle-policies.ts";
import { readVersion } from "../read-version.ts";
import { createServer } from "../serve/create-server.ts";
import { keepCertificate } from "../serve/keep-certificate.ts";
import { listen } from "../serve/listen.ts";
import { readCertificate } from "../serve/read-certificate.ts";
import { registerMetrics } from "../serve/register-metrics.ts";
import { tryListening } from "../serve/try-listening.ts";
import { keepLog } from "./keep-log.ts";
import { createWeekMailer } from "./mail-week.ts";
import { openAlerting } from "./open-alerting.ts";
import { openKnownState } from "./open-known-state.ts";
import { openMigratedStore } from "./open-migrated-store.ts";
import { startCollector } from "./start-collector.ts";

export const PROCESSES = ["ingest", "analyze", "verify", "alert", "serve"] as const;
export type ProcessName = (typeof PROCESSES)[number];

type Options = {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly only?: readonly ProcessName[];
  /** The analysis reads the whole log, whatever checkpoint there is. */
  readonly fromLog?: boolean;
  /** The stored baselines, each hour. True where it is not said; simulated hours are too short. */
  readonly keepsBaselines?: boolean;
  /** See `WriteOptions`; 0 where it is not said, as a simulated clock does not move meanwhile. */
  readonly insertEveryMs?: number;
};

export type Vigie = {
  /** Where board and intake answer. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

type Stage = { readonly stop: () => Promise<void> };

/**
 * Starts the pipeline, or some of its processes, on one data directory; stops in the opposite
 * order.
 */
export async function startVigie(options: Options): Promise<Vigie> {
  // Told now: the history may be read for minutes before anything is served.
  await tryListening(options.config.listen);
  const stack = new AsyncDisposableStack();
  try {
    return await startStages(options, stack);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function startStages(options: Options, stack: AsyncDisposableStack): Promise<Vigie> {
  const { config, clock, logger, insertEveryMs = 0 } = options;
  const runs = (name: ProcessName) => options.only?.includes(name) ?? true;
  const keep = async (starting: Promise<Stage>) => {
    const stage = await starting;
    stack.defer(() => stage.stop());
  };
  const parts = await openParts(options, stack);
  const { log, state, store, acceptor, telemetry } = parts;
  const common = { log, clock, logger, telemetry, pollEveryMs: config.pollEvery };
  const { isFull: isDiskFull, stop: stopDiskWatch } = await startDiskWatch({
    ...{ log, state, clock, logger, telemetry, bounds: config.disk, logRoom: parts.keptLog?.room },
    place: { host: hostname(), directory: config.data },
  });
  stack.defer(stopDiskWatch);
  let analysisAtMs: (() => number) | undefined;
  const app = openServer(options, stack);
  registerMetrics(app, metricsOptions(options, parts));
  if (runs("ingest")) {
    await registerIntake(app, { ...intakeOptions(options, acceptor), telemetry });
    for (const source of config.sources) {
      await keep(startCollector(source, { acceptor, state, clock, logger }, options.environment));
    }
    await keep(startWriter({ ...common, store: store.writer, insertEveryMs }));
  }
  if (runs("analyze")) {
    const { policies, findings } = config;
    await warnIdlePolicies({ store: store.verdicts, policies, nowMs: clock.nowMs(), logger });
    const analysis = await startAnalysis({
      ...{ ...common, policies, off: findings.off },
      checkpoints: { directory: join(config.data, "analysis"), fromLog: options.fromLog ?? false },
      scratchFile: join(config.data, "analysis", "sleeping.bin"),
    });
    stack.defer(() => analysis.stop());
    analysisAtMs = analysis.workedAtMs;
    if (options.keepsBaselines ?? true) {
      const baselines = keepBaselines({ store: store.verdicts, clock, logger, policies });
      stack.defer(() => baselines.stop());
    }
  }
  if (runs("verify")) await startVerification(options, parts, keep);
  const alerting = openAlerting(options, parts);
  if (runs("serve")) {
    const access = await createAccess({ state, clock, logger, config });
    await access.register(app);
    const ground = await openApiGround(
      {
        ...{ store: store.people, state, log, clock, keys: parts.keys },
        openVaults: () => readableVaults(config, options.environment),
      },
      { config },
    );
    registerApi(app, access, ground);
    registerBoard(app, {
      guard: access,
      changed: ground.panels.forget,
      readRequestMarks: () => markRequests(state),
      store: store.people,
      clock,
      zone: config.report.zone,
      lang: config.report.lang,
    });
    alerting.registerPages(app, access);
  }
  if (runs("alert")) alerting.registerIncoming(app);
  const url = await listen(app, config.listen);
  if (runs("alert")) await keep(alerting.start({ url, analysisAtMs, isDiskFull }));
  parts.keptLog?.begin();
  return { url, stop: () => stack.disposeAsync() };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

async function openParts(
  { config, clock, logger, environment }: Options,
  stack: AsyncDisposableStack,
) {
  const otlp = otlpReceiver(config, environment);
  const telemetry = startTelemetry({ version: readVersion(), logger, ...(otlp && { otlp }) });
  stack.defer(() => telemetry.stop());
  const store = await openMigratedStore({ config, clock, logger, environment });
  stack.defer(() => store.close());
  const unmeasured = await openLog(logConnection(config, environment), {
    clock,
    logger,
    telemetry,
    topics: Object.values(TOPICS),
  });
  const log = measureLog(unmeasured, telemetry, clock);
  stack.defer(() => log.close());
  const keptLog = keepLog(logConnection(config, environment), {
    ...{ keep: config.log.keep, clock, logger },
  });
  stack.defer(() => keptLog?.stop());
  const state = await openKnownState(config, environment);
  stack.defer(() => state.close());
  const keys = await openKeys(join(config.data, "keys"));
  const acceptor = await startAccepting({
    ...{ log: logConnection(config, environment), state: stateConnection(config, environment) },
    ...{ clock, logger, telemetry },
    aheadMaxMs: config.intake.aheadMax,
    identitiesKeptMs: config.intake.identitiesKept,
  });
  stack.defer(() => acceptor.stop());
  return { store, log, keptLog, state, keys, acceptor, telemetry };
}

async function startVerification(
  { config, clock, logger, environment }: Options,
  { log, state, store, keys, telemetry }: Parts,
  keep: (starting: Promise<Stage>) => Promise<void>,
) {
  const common = { log, clock, logger, policies: config.policies };
  const { rounds, budget, draws, reread, ...limits } = config.verification;
  await keep(
    startRounds({
      ...{ ...common, ...limits, state, keys, telemetry, rounds, budget, draws },
      store: store.verdicts,
      directory: config.data,
    }),
  );
  await keep(
    startVerificationWorker({
      ...common,
      store: store.verdicts,
      state,
      keys,
      limits,
      engines: sandboxEngines(config, environment),
      telemetry,
      version: readVersion(),
      directory: config.data,
      vaults: readableVaults(config, environment),
      pollEveryMs: config.pollEvery,
    }),
  );
  await keep(
    startRereading({
      ...{ log, clock, logger, state, reread, store: store.verdicts },
      vaults: rereadVaults(config, environment),
    }),
  );
  const { zone, lang, directory, anchor } = config.report;
  await keep(
    startReports({
      store: store.verdicts,
      clock,
      logger,
      state,
      keys,
      zone,
      lang,
      directory: resolve(config.data, directory),
      roots: {
        proofs: createDirectoryObjects({ root: join(config.data, "proofs") }),
        anchor: anchor === undefined ? null : openVault(anchor, environment),
      },
      send: createWeekMailer(config, {
        logger,
        readSecret: (source) => readSecret(source, environment),
      }),
      policies: config.policies,
    }),
  );
}

function intakeOptions({ config, environment }: Options, acceptor: Parts["acceptor"]) {
  const tokens = tokenGrants(config).map(({ secret, ...token }) => ({
    ...token,
    secretSha256: sha256(readSecret(secret, environment)),
  }));
  return {
    accept: acceptor.accept,
    tokens,
    limits: {
      bodyBytesMax: config.intake.bodyBytesMax,
      requestsPerMinuteMax: config.intake.requestsPerMinuteMax,
    },
  };
}

function openServer({ config, clock, logger }: Options, stack: AsyncDisposableStack) {
  const { tls, behindProxy } = config.listen;
  const certificate = tls && readCertificate(tls, clock.nowMs());
  const app = createServer({ logger, certificate, isBehindProxy: behindProxy });
  stack.defer(() => app.close());
  if (tls && certificate) {
    const keeping = keepCertificate(app, { tls, certificate, clock, logger });
    stack.defer(() => keeping.stop());
  }
  return app;
}

function metricsOptions({ config, environment }: Options, { telemetry }: Parts) {
  const { secret } = config.telemetry.metrics;
  return {
    scrape: telemetry.scrape,
    host: config.listen.host,
    secret: secret ? readSecret(secret, environment) : null,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
