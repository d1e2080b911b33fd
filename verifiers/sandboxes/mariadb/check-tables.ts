import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import type { SandboxStep } from "../sandbox.ts";
import { type Mariadb, socketOf } from "./run-mariadb.ts";
import type { RestoredTable } from "./survey-mariadb.ts";

const CONSISTENT = {
  en: "mariadb-check found every table as it should be.",
  fr: "mariadb-check a trouvé chaque table conforme.",
};
const CORRUPT = {
  en: "mariadb-check found corruption.",
  fr: "mariadb-check a trouvé une corruption.",
};
const UNKNOWN = {
  en: "mariadb-check ended without an answer.",
  fr: "mariadb-check s'est terminé sans réponse.",
};
const TABLE_OK = /\sOK$/gm;
/** Some engines cannot check, and say so by a note. */
const TABLE_NOTE = /^note\s/gm;
const TABLE_ERROR = /^error\s/m;

/** MariaDB's own look at all restored tables. */
export async function checkTables(
  server: Mariadb,
  tables: readonly RestoredTable[],
): Promise<SandboxStep> {
  const { lease, clock, programs } = server;
  const startedAtMs = clock.nowMs();
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const asked = await lease.run({
    file: programs["mariadb-check"],
    parameters: [
      ...["--no-defaults", `--socket=${socketOf(server)}`, `--user=${server.asker}`],
      ...["--check", "--extended", "--databases", "--", ...schemas],
    ],
  });
  const seconds = secondsSince(clock, startedAtMs);
  const answers = [TABLE_OK, TABLE_NOTE].map((kind) => asked.output.match(kind)?.length ?? 0);
  const answered = answers.reduce((sum, count) => sum + count, 0);
  const observed = { exitCode: asked.code, tables: tables.length, tablesAnswered: answered };
  const step = { name: "mariadb-check", observed, startedAtMs, seconds };
  if (TABLE_ERROR.test(asked.output))
    return { ...step, verdict: "fail", reason: CORRUPT, fault: "backup" };
  const isWhole = tables.length === 0 || (asked.code === 0 && answered >= tables.length);
  return isWhole
    ? { ...step, verdict: "pass", reason: CONSISTENT, fault: null }
    : { ...step, verdict: "inconclusive", reason: UNKNOWN, fault: "sandbox" };
}
