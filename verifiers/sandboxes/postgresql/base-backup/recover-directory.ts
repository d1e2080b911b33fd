import { join } from "node:path";
import { instantToJson } from "../../../../schemas/instant.ts";
import type { SandboxStep } from "../../sandbox.ts";
import type { Judged } from "../../stage.ts";
import { initialise, runSingle } from "../run-server.ts";
import type { Restoration } from "./base-backup-work.ts";
import { judgeRecovery } from "./judge-recovery.ts";
import { giveAway, settleDirectory } from "./settle-directory.ts";
import { takeStep } from "./take-step.ts";

const IN_PLACE_MAJOR_MIN = 15;
const BAD_PAGES = 1;
/** Where the log line's prefix is only the SQLSTATE. */
const STATE_LOGGED = ["log_min_messages=fatal", "log_line_prefix=%e "];
const STATE = /^([0-9A-Z]{5}) (?:FATAL|PANIC)/m;
const RECOVERED = {
  en: "The server recovered the data directory and stopped cleanly.",
  fr: "Le serveur a récupéré le répertoire de données et s'est arrêté proprement.",
};
const NOT_RECOVERED = {
  en: "The server could not recover the data directory, while it works on an empty one.",
  fr: "Le serveur n'a pas pu récupérer le répertoire de données, alors qu'il marche sur un répertoire vide.",
};
const NO_SERVER = {
  en: "The sandbox's server does not work on an empty data directory either.",
  fr: "Le serveur du bac à sable ne marche pas non plus sur un répertoire de données vide.",
};
const OF_MACHINE = {
  en: "The sandbox's server was ended, or found too little memory or disk, before the data directory was recovered.",
  fr: "Le serveur du bac à sable a été arrêté, ou a manqué de mémoire ou de disque, avant que le répertoire de données soit récupéré.",
};
const SUMS = {
  en: "pg_checksums found every page of the recovered directory as its checksum says.",
  fr: "pg_checksums a trouvé chaque page du répertoire récupéré conforme à sa somme de contrôle.",
};
const NO_SUMS = {
  en: "pg_checksums found pages that do not agree with their checksum.",
  fr: "pg_checksums a trouvé des pages non conformes à leur somme de contrôle.",
};
const NO_ANSWER = {
  en: "pg_checksums ended without an answer.",
  fr: "pg_checksums s'est terminé sans réponse.",
};

/** Of every server on a copy's own directory: nothing in it works unasked. */
export function quietSettings(major: number): readonly string[] {
  return [
    ...["autovacuum=off", "max_logical_replication_workers=0", "hot_standby=off"],
    ...["max_prepared_transactions=200"],
    ...(major >= IN_PLACE_MAJOR_MIN ? ["allow_in_place_tablespaces=on"] : []),
  ];
}

/**
 * Replays the log to its end or to the instant asked for, in a server that takes no connections;
 * then looks at every page of what came out of it.
 */
export async function recoverDirectory(restoration: Restoration): Promise<readonly SandboxStep[]> {
  const { clock } = restoration.work;
  const recovery = await takeStep(clock, "recovery", () => recover(restoration));
  if (recovery.verdict !== "pass" || !restoration.facts.control?.checksums) return [recovery];
  return [recovery, await takeStep(clock, "pg_checksums", () => checkSums(restoration))];
}

async function recover({ request, facts, server, work }: Restoration): Promise<Judged> {
  const { lease, account, binaries } = work;
  const { targetMs } = request;
  const target = targetMs === null ? null : instantToJson(targetMs);
  await settleDirectory(server.paths.data, { account, isRecovered: facts.hasLabel });
  await giveAway(lease.directory, account);
  const { code, errors } = await runSingle(work, server, {
    sql: [],
    settings: [
      ...quietSettings(binaries.major),
      ...STATE_LOGGED,
      "recovery_target_action=promote",
      ...(target === null ? [] : [`recovery_target_time=${inNumbers(target)}`]),
    ],
  });
  const observed = { target, offline: work.offline };
  if (code === 0) return { verdict: "pass", reason: RECOVERED, observed, fault: null };
  const seen = { ...observed, sqlState: STATE.exec(errors)?.[1] ?? null };
  if (!(await worksWhenEmpty({ server, work })))
    return { verdict: "inconclusive", reason: NO_SERVER, observed: seen, fault: "sandbox" };
  const fault = judgeRecovery({
    ...{ sqlState: seen.sqlState, copies: request.copies.length },
    isEnded: lease.ended() !== null,
  });
  if (fault === "sandbox")
    return { verdict: "inconclusive", reason: OF_MACHINE, observed: seen, fault };
  return { verdict: "fail", reason: NOT_RECOVERED, observed: seen, fault };
}

/** A setting of the command line is read before the names of zones are. */
function inNumbers(instant: string): string {
  return instant.replace(/Z$/, "+00");
}

/** Whose fault it is that a server does not come up: the copy's, or this machine's. */
async function worksWhenEmpty({
  server,
  work,
}: Pick<Restoration, "server" | "work">): Promise<boolean> {
  const data = join(work.lease.directory, "empty");
  const empty = { ...server, paths: { ...server.paths, data } };
  const made = await initialise(work, empty);
  return made.code === 0 && (await runSingle(work, empty, { sql: [] })).code === 0;
}

async function checkSums({ server, work: { lease, binaries } }: Restoration): Promise<Judged> {
  const { code } = await lease.run({
    file: join(binaries.directory, "pg_checksums"),
    parameters: ["--check", "-D", server.paths.data],
  });
  const observed = { exitCode: code };
  if (code === 0) return { verdict: "pass", reason: SUMS, observed, fault: null };
  return code === BAD_PAGES
    ? { verdict: "fail", reason: NO_SUMS, observed, fault: "backup" }
    : { verdict: "inconclusive", reason: NO_ANSWER, observed, fault: "sandbox" };
}
