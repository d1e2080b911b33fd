import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import { expandGzip } from "../../formats/expand-gzip.ts";
import type { RestorableCopy, RestoreRequest, SandboxReport, SandboxStep } from "../sandbox.ts";
import { hashBytes } from "../servers/hash-bytes.ts";
import { refusedStep, unrestored } from "../servers/unrestored.ts";
import type { Judged } from "../stage.ts";
import { checkTables } from "./check-tables.ts";
import { describeError, judgeError, readClientError } from "./mariadb-error.ts";
import { askAs, feedAs, MARKER, type Mariadb, startMariadb } from "./run-mariadb.ts";
import { listTables, surveyMariadb } from "./survey-mariadb.ts";
import { watchDumpEnd } from "./watch-dump-end.ts";

const UP = { en: "A private server is up.", fr: "Un serveur privé est démarré." };
const NOT_UP = {
  en: "The sandbox's server did not start.",
  fr: "Le serveur du bac à sable n'a pas démarré.",
};
const WHOLE = {
  en: "Read to the end that mariadb-dump writes.",
  fr: "Lu jusqu'à la fin qu'écrit mariadb-dump.",
};
const CUT = {
  en: "The dump does not end as mariadb-dump ends one: the end is cut off.",
  fr: "Le dump ne se termine pas comme mariadb-dump le fait : la fin est coupée.",
};
const ALL_RAN = {
  en: "Every statement ran without an error.",
  fr: "Toutes les instructions ont été exécutées sans erreur.",
};
const NO_ANSWER = {
  en: "The sandbox's server gave no answer after the restore.",
  fr: "Le serveur du bac à sable n'a pas répondu après la restauration.",
};

type Restore = {
  readonly server: Mariadb;
  readonly request: RestoreRequest;
  readonly copy: RestorableCopy;
  readonly bytesMax: number;
  readonly offline: boolean;
};

/** A dump into a server made for it, by the client, for an account that may touch its databases. */
export async function restoreIntoMariadb(restore: Restore): Promise<SandboxReport> {
  const { server, request, copy, bytesMax } = restore;
  const started = await setUp(restore);
  if (started.fault) return unrestored([started]);
  const startedAtMs = server.clock.nowMs();
  const read = hashBytes(copy.source.read());
  const dump = watchDumpEnd(request.gzip ? expandGzip(read.bytes, bytesMax) : read.bytes);
  const ran = await feedAs(server, server.restorer, dump.bytes);
  const seconds = secondsSince(server.clock, startedAtMs);
  const restored = ran.code === 0 ? passed(ALL_RAN) : failed(ran.errors);
  // A client that stopped read no further: only a whole reading tells of the end.
  const complete = read.sha256() === null || dump.isComplete();
  const sound: Judged = complete
    ? passed(WHOLE)
    : { verdict: "fail", reason: CUT, observed: {}, fault: "backup" };
  const steps: SandboxStep[] = [
    started,
    { name: "structure", ...sound, startedAtMs, seconds },
    { name: "restore", ...restored, startedAtMs, seconds },
  ];
  const engine = `MariaDB ${server.programs.version}`;
  const report: SandboxReport = {
    ...{ ended: "done", steps, sound, restored: { ...restored, engine }, content: null },
    ...{ sha256: read.sha256(), seconds: 0, cleanup: "done" },
  };
  return sound.fault || restored.fault ? report : look(report, restore);
}

async function setUp({ server, offline }: Restore): Promise<SandboxStep> {
  const startedAtMs = server.clock.nowMs();
  const up = (await startMariadb(server)) && (await carriesMarker(server));
  const observed = { version: server.programs.version, offline };
  if (!up)
    return refusedStep("server", startedAtMs, { fault: "sandbox", reason: NOT_UP, observed });
  const seconds = secondsSince(server.clock, startedAtMs);
  return {
    name: "server",
    verdict: "pass",
    reason: UP,
    observed,
    fault: null,
    startedAtMs,
    seconds,
  };
}

/** Nothing is restored into a server that is not the sandbox's own: it might be production. */
async function carriesMarker(server: Mariadb): Promise<boolean> {
  const { code, output } = await askAs(server, server.restorer, `SHOW DATABASES LIKE '${MARKER}'`);
  return code === 0 && output.trim() === MARKER;
}

async function look(report: SandboxReport, { server, request }: Restore): Promise<SandboxReport> {
  const tables = await listTables(server);
  const step = tables && (await checkTables(server, tables));
  const content = tables && step?.fault === null && (await surveyMariadb(server, tables, request));
  const steps = [...report.steps, ...(step ? [step] : [])];
  if (content && report.restored) return { ...report, steps, content };
  const { verdict, reason, observed } = step?.fault
    ? step
    : { verdict: "inconclusive" as const, reason: NO_ANSWER, observed: {} };
  const engine = report.restored?.engine ?? null;
  return { ...report, steps, restored: { verdict, reason, observed, engine } };
}

function passed(reason: Judged["reason"]): Judged {
  return { verdict: "pass", reason, observed: {}, fault: null };
}

function failed(errors: string): Judged {
  const error = readClientError(errors);
  const { en, fr } = describeError(error);
  const where = error.line ?? 0;
  const reason = {
    en: `The dump's restore stopped at line ${where} (${en}).`,
    fr: `La restauration du dump s'est arrêtée à la ligne ${where} (${fr}).`,
  };
  return { ...judgeError(error), reason, observed: { line: error.line, error: error.number } };
}
