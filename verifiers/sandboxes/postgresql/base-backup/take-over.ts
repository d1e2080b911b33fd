import type { SandboxStep } from "../../sandbox.ts";
import type { Judged } from "../../stage.ts";
import { runSingle, startServer } from "../run-server.ts";
import type { Restoration } from "./base-backup-work.ts";
import { quietSettings } from "./recover-directory.ts";
import { takeStep } from "./take-step.ts";

const DATABASES_MAX = 1_000;
/** As single-user mode prints a value: the name in hexadecimal, so that it cannot say more. */
const LISTED = /^\s*1: vigie_database = "([0-9a-f]+)"/gm;
/** Without what initdb makes, and what a DROP DATABASE left that was interrupted. */
const IS_OF_USERS = "datname NOT IN ('template0', 'template1') AND datconnlimit <> -2";
const TAKEN = {
  en: "A private server is up on the restored directory: none of its roles has a right left.",
  fr: "Un serveur privé est démarré sur le répertoire restauré : aucun de ses rôles n'y garde de droits.",
};
const NOT_TAKEN = {
  en: "The restored directory's server could not be taken over.",
  fr: "Le serveur du répertoire restauré n'a pas pu être pris en main.",
};
const NO_DATABASE = {
  en: "The restored directory has no database but templates.",
  fr: "Le répertoire restauré n'a aucune base hormis les modèles.",
};
const TOO_MANY = {
  en: `The restored directory has more than ${DATABASES_MAX} databases, or one whose name is an option.`,
  fr: `Le répertoire restauré a plus de ${DATABASES_MAX} bases, ou une dont le nom est une option.`,
};

export type TakenOver = {
  readonly step: SandboxStep;
  /** Those to look at; empty where the step did not pass. */
  readonly databases: readonly string[];
};

/**
 * Makes the restored cluster's server ours, while nobody can connect and none of its triggers or
 * settings hold: its roles keep no right and may not log in, ours get those they need.
 */
export async function takeOver(restoration: Restoration): Promise<TakenOver> {
  let databases: readonly string[] = [];
  const step = await takeStep(restoration.work.clock, "server", async () => {
    const listed = await takeCluster(restoration);
    if (listed === null) return refuse(NOT_TAKEN, "sandbox");
    if (listed.length === 0) return { ...refuse(NO_DATABASE, "backup"), verdict: "fail" };
    if (listed.length > DATABASES_MAX || listed.some(isOption)) return refuse(TOO_MANY, "policy");
    for (const database of listed)
      if (!(await takeDatabase(restoration, database))) return refuse(NOT_TAKEN, "sandbox");
    const { work, server } = restoration;
    const started = await startServer(work, server, quietSettings(work.binaries.major));
    if (!started) return refuse(NOT_TAKEN, "sandbox");
    databases = listed;
    const observed = {
      major: work.binaries.major,
      databases: listed.length,
      offline: work.offline,
    };
    return { verdict: "pass", reason: TAKEN, observed, fault: null };
  });
  return { step, databases };
}

/** The databases that users made; null where it did not work. */
async function takeCluster({ work, server }: Restoration): Promise<readonly string[] | null> {
  const { admin, restorer } = server;
  const { code, output } = await runSingle(work, server, {
    settings: quietSettings(work.binaries.major),
    sql: [
      "SET search_path = pg_catalog",
      "UPDATE pg_authid SET rolsuper = false, rolcreaterole = false, rolcreatedb = false, rolreplication = false, rolbypassrls = false, rolcanlogin = false",
      "DELETE FROM pg_db_role_setting",
      "DELETE FROM pg_auth_members WHERE roleid < 16384",
      `UPDATE pg_database SET datacl = NULL, datconnlimit = -1, datallowconn = true WHERE ${IS_OF_USERS}`,
      `CREATE ROLE ${admin} SUPERUSER LOGIN`,
      `CREATE ROLE ${restorer} LOGIN BYPASSRLS`,
      `GRANT pg_read_all_data TO ${restorer}`,
      `SELECT encode(convert_to(datname, 'SQL_ASCII'), 'hex') AS vigie_database FROM pg_database WHERE ${IS_OF_USERS} ORDER BY datname`,
    ],
  });
  if (code !== 0) return null;
  const names = [...output.matchAll(LISTED)].map(([, hex = ""]) => Buffer.from(hex, "hex"));
  return names.map((name) => name.toString("utf8"));
}

async function takeDatabase({ work, server }: Restoration, database: string): Promise<boolean> {
  const { restorer } = server;
  const { code } = await runSingle(work, server, {
    database,
    settings: quietSettings(work.binaries.major),
    sql: [
      "SET search_path = pg_catalog",
      "UPDATE pg_event_trigger SET evtenabled = 'D'",
      "DROP EXTENSION IF EXISTS amcheck CASCADE",
      "DROP SCHEMA IF EXISTS vigie_sandbox CASCADE",
      "CREATE SCHEMA vigie_sandbox",
      "CREATE EXTENSION amcheck SCHEMA vigie_sandbox",
      `GRANT USAGE ON SCHEMA vigie_sandbox TO ${restorer}`,
      `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA vigie_sandbox TO ${restorer}`,
    ],
  });
  return code === 0;
}

/** Of a program that takes the database's name last. */
function isOption(database: string): boolean {
  return database.startsWith("-") || database.includes("=");
}

function refuse(reason: Judged["reason"], fault: NonNullable<Judged["fault"]>): Judged {
  return { verdict: "inconclusive", reason, observed: {}, fault };
}
