import { access, constants, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { openLog } from "../../platform/log/open-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import { findOwner } from "../../platform/store/find-owner.ts";
import type { Config } from "../../schemas/config.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { logConnection } from "../config/log-connection.ts";
import { secretsIn } from "../config/map-secrets.ts";
import { isBucket, pathOf } from "../config/readable-vaults.ts";
import { readRoom } from "../disk/read-room.ts";
import { EXIT } from "../exit-code.ts";
import { openKnownState } from "../processes/open-known-state.ts";
import { type AddCommand, CONFIG_OPTION, type Context, JSON_OPTION } from "./context.ts";
import { diagnoseAccess, diagnoseCertificate } from "./diagnose-access.ts";
import { diagnoseAnalysis } from "./diagnose-analysis.ts";
import { diagnoseBuckets } from "./diagnose-buckets.ts";
import { diagnoseListener } from "./diagnose-listener.ts";
import { diagnosePagers } from "./diagnose-pagers.ts";
import { diagnosePolicies } from "./diagnose-policies.ts";
import { diagnoseRoutes } from "./diagnose-routes.ts";
import { diagnoseSandboxes } from "./diagnose-sandboxes.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { openPeople } from "./open-people.ts";
import { whoWatches } from "./see-standstill.ts";

const NODE_MAJOR_MIN = 24;

type Options = { readonly config: string; readonly json?: true };

/**
 * `vigie doctor`: is everything there that the pipeline needs? Exit code 1 when something is not, 2
 * when that is not known of something.
 */
export const addDoctor: AddCommand = (program, context, finish) => {
  const { terminal, readConfig } = context;
  program
    .command("doctor")
    .summary("check config, connections, clocks, rights; say what to do")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const config = readConfig(options.config);
      const checks = [
        async () => diagnoseNode(process.versions.node),
        () => diagnoseDirectory("data directory", config.data, constants.W_OK),
        () => diagnoseSpace(config.data, config.disk.warnBelow),
        ...config.sources.flatMap((source) =>
          source.collector === "directory"
            ? source.vaults.map(
                ({ name, path }) =>
                  () =>
                    diagnoseDirectory(`${source.name}: vault ${name}`, path, constants.R_OK),
              )
            : [],
        ),
        ...config.verification.vaults.flatMap((vault) =>
          isBucket(vault)
            ? []
            : [() => diagnoseDirectory("verification vault", pathOf(vault), constants.R_OK)],
        ),
        ...diagnoseBuckets(config, { clock: context.clock, environment: terminal.environment }),
        ...secretsOf(config).map(([name, secret]) => async () => {
          readSecret(secret, terminal.environment);
          return { check: `secret of ${name}`, good: true, said: "is there" };
        }),
        async () =>
          config.listen.tls ? diagnoseCertificate(config.listen.tls, context.clock.nowMs()) : [],
        async () => (whoWatches(config) === "absent" ? diagnoseListener(config.listen) : []),
        () => diagnoseLog(config, context),
        () => diagnoseStore(config, context),
        () => diagnoseState(config, context),
        () => diagnoseSandboxes(config, context),
      ];
      const diagnoses: Diagnosis[] = [];
      for (const check of checks) diagnoses.push(...[await check().catch(toDiagnosis)].flat());
      if (options.json) terminal.out(JSON.stringify(diagnoses));
      else for (const diagnosis of diagnoses) terminal.out(line(diagnosis));
      const doubted = diagnoses.filter(({ good }) => !good);
      if (doubted.some(({ isUntried }) => !isUntried)) finish(EXIT.notGood);
      else finish(doubted.length > 0 ? EXIT.undecided : EXIT.done);
    });
};

function diagnoseNode(version: string): Diagnosis {
  const good = Number(version.split(".")[0]) >= NODE_MAJOR_MIN;
  const hint = "Run Vigie through its npm scripts: they bring their own Node.";
  return { check: "Node", good, said: version, ...(!good && { hint }) };
}

async function diagnoseDirectory(check: string, path: string, right: number): Promise<Diagnosis> {
  const isFile = (await stat(path).catch(() => null))?.isDirectory() === false;
  if (isFile)
    return { check, good: false, said: `${path} is no directory`, hint: "Name a directory." };
  if (right === constants.W_OK) await mkdir(path, { recursive: true });
  await access(path, right | constants.R_OK | constants.X_OK);
  return { check, good: true, said: path };
}

async function diagnoseSpace(path: string, bytesMin: number): Promise<Diagnosis> {
  const room = await readRoom(path);
  const good = room === null || room.freeBytes >= bytesMin;
  const said = room
    ? `${(room.freeBytes / 2 ** 30).toFixed(1)} GiB free`
    : "its file system does not tell what is free";
  return {
    check: "disk space",
    good,
    said,
    ...(!good && {
      hint: `Make room: below ${bytesMin / 2 ** 30} GiB (disk.warnBelow) Vigie warns, and once it is full it keeps nothing.`,
    }),
  };
}

/**
 * Opens it as `vigie up` does: on Kafka the topics that are missing are made, the others checked.
 */
async function diagnoseLog(config: Config, { clock, terminal }: Context): Promise<Diagnosis> {
  const startedAtMs = clock.nowMs();
  const log = await openLog(logConnection(config, terminal.environment), {
    clock,
    logger: createLogger({ level: "silent", destination: process.stderr }),
    topics: Object.values(TOPICS),
  });
  await log.close();
  const said = `${config.log.kind ?? "embedded"}; answered in ${clock.nowMs() - startedAtMs} ms`;
  return { check: "log", good: true, said };
}

/** The store, and what it knows of the policies. */
async function diagnoseStore(
  config: Config,
  { clock, terminal }: Context,
): Promise<readonly Diagnosis[]> {
  const who = whoHasStore(config);
  const watch = whoWatches(config);
  const startedAtMs = clock.nowMs();
  await using people = await openPeople(config, terminal.environment);
  await people.store.query("SELECT 1 AS one", {}, z.object({ one: z.number() }));
  const said = `${who}; answered in ${clock.nowMs() - startedAtMs} ms`;
  const policies = await diagnosePolicies(people.store, config.policies, clock.nowMs());
  const routes = await diagnoseRoutes(people.store, config.alerts, clock.nowMs());
  const analysis = await diagnoseAnalysis(people.store, { watch, nowMs: clock.nowMs() });
  return [{ check: "store", good: true, said }, ...analysis, ...policies, ...routes];
}

function whoHasStore({ data, store }: Config): string {
  if (store.kind === "clickhouse") return store.url;
  const owner = findOwner(join(data, "store"));
  return owner ? `process ${owner.pid} at ${owner.url}` : "no process runs; opened for this check";
}

/** The state, and what it knows of access and of the pagers. */
async function diagnoseState(
  config: Config,
  { clock, terminal }: Context,
): Promise<readonly Diagnosis[]> {
  const startedAtMs = clock.nowMs();
  const state = await openKnownState(config, terminal.environment);
  try {
    await state.transact(({ all }) => all("SELECT 1 AS one"));
    const said = `${config.state.kind}; answered in ${clock.nowMs() - startedAtMs} ms`;
    const pagers = await diagnosePagers(state, config.alerts.pagers, clock.nowMs());
    const access = await diagnoseAccess(state, config, clock.nowMs());
    return [{ check: "state", good: true, said }, access, ...pagers];
  } finally {
    await state.close();
  }
}

function secretsOf({ tokens, alerts, backup, state, store }: Config) {
  return [
    ...(store.kind === "clickhouse" ? [["the store", store.password] as const] : []),
    ...(state.kind === "postgresql" ? [["the state", state.password] as const] : []),
    ...(backup ? [["backup", backup.key] as const] : []),
    ...tokens.map(({ name, secret }) => [`token ${name}`, secret] as const),
    ...(alerts.links ? [["alerts.links", alerts.links.secret] as const] : []),
    ...alerts.pagers.flatMap((pager) =>
      secretsIn(pager).map((secret) => [`pager ${pager.name}`, secret] as const),
    ),
    ...secretsIn(alerts.proxy).map((secret) => ["the pagers' proxy", secret] as const),
    ...secretsIn(alerts.heartbeat).map((secret) => ["the heartbeat", secret] as const),
  ];
}

function toDiagnosis(error: unknown): Diagnosis {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOTDIR")
    return { check: path ?? "file", good: false, said: "a part of this path is a file" };
  if (code)
    return {
      check: path ?? "file",
      good: false,
      said: `${code}: not there or not allowed`,
      hint: "Create it, or give Vigie's user the right to it.",
    };
  if (error instanceof OperatingError) {
    return {
      check: "dependency",
      good: false,
      said: error.message,
      ...(error.hint && { hint: error.hint }),
    };
  }
  throw error;
}

function line({ check, good, isUntried, said, hint }: Diagnosis): string {
  const doubt = isUntried ? "?   " : "BAD ";
  return `${good ? "good" : doubt}  ${check}: ${said}${hint ? `\n      ${hint}` : ""}`;
}
