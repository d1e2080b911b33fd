import type { Bilingual } from "../../../schemas/bilingual.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { type Judged, judged, passed } from "./judge-fault.ts";
import type { BackupSet } from "./read-backup-set.ts";
import { listDatabases } from "./read-instance.ts";
import { readStopAt } from "./read-stop-at.ts";
import { type Directories, recoverStatement, restoreStatement } from "./restore-statements.ts";
import { type Trial, takeStep } from "./trial.ts";

/** "%d percent processed." */
const PERCENT = 3211;

const RESTORED: Bilingual = {
  en: "The backup was restored.",
  fr: "La sauvegarde a été restaurée.",
};
const QUIET: Bilingual = {
  en: "The backup was restored: nothing was written between the instant and the end of the log.",
  fr: "La sauvegarde a été restaurée : rien n'a été écrit entre l'instant et la fin du journal.",
};
const NOT_ONLINE: Bilingual = {
  en: "The restore ended and the database is not online.",
  fr: "La restauration s'est terminée et la base n'est pas en ligne.",
};
const NOT_REACHED: Bilingual = {
  en: "The logs end before the instant that was asked for.",
  fr: "Les journaux s'arrêtent avant l'instant demandé.",
};
const NO_LOGS: Bilingual = {
  en: "An instant was asked for, and there are no logs to reach it with.",
  fr: "Un instant était demandé, et il n'y a pas de journaux pour l'atteindre.",
};
const NO_ZONE: Bilingual = {
  en: "The log does not say in which time zone it was taken, so that no instant can be aimed at.",
  fr: "Le journal ne dit pas dans quel fuseau il a été fait : aucun instant ne peut être visé.",
};

type Options = {
  readonly directories: Directories;
  readonly onProgress: (name: string, percent: number) => void;
};

/**
 * Restores a full backup and what follows it, to its end or to the instant that was asked for. The
 * last judgement is that of the whole.
 */
export async function restoreSets(
  trial: Trial,
  sets: readonly BackupSet[],
  options: Options,
): Promise<Judged> {
  const { targetMs } = trial.request;
  const last = sets.at(-1);
  let stopAt: string | null = null;
  if (targetMs !== null && last) {
    const aimed = await takeStep(trial, "aim", async () => {
      if (last.kind !== "log") return judged("chain", NO_LOGS, {});
      stopAt = await readStopAt(trial, last, targetMs);
      if (stopAt === null) return judged("policy", NO_ZONE, {});
      return passed(aim(targetMs), { target: instantToJson(targetMs), stopAt });
    });
    if (aimed.verdict !== "pass") return aimed;
  }
  for (const set of sets) {
    const plan = { stopAt: set.kind === "log" ? stopAt : null, isLast: set === last };
    const step = await takeStep(trial, `restore-${set.kind}`, () =>
      restoreSet(trial, set, { ...options, ...plan }),
    );
    if (step.verdict !== "pass" || (plan.stopAt && step.observed["online"] === true)) return step;
    if (set === last) return step;
  }
  return judged("chain", NO_LOGS, {});
}

type Plan = Options & { readonly stopAt: string | null; readonly isLast: boolean };

/**
 * With a target each log may be the one that holds it: the server then brings the database online,
 * and where the log ends before, only warns and waits for the next.
 */
async function restoreSet(trial: Trial, set: BackupSet, plan: Plan): Promise<Judged> {
  const { session, name, signal } = trial;
  const { directories, stopAt, isLast } = plan;
  const recovery = isLast || stopAt !== null;
  const statement = restoreStatement(set, { name, directories, recovery, stopAt });
  await session.run(statement, {
    signal,
    onNotice: ({ number, text }) => {
      if (number === PERCENT) plan.onProgress(name, Number(/\d+/.exec(text)?.[0] ?? 0));
    },
  });
  const online = await isOnline(trial);
  const observed = { kind: set.kind, position: set.position, online };
  if (online || !isLast) return passed(RESTORED, observed);
  if (stopAt !== null && reachesPast(set, stopAt)) {
    await session.run(recoverStatement(name), { signal });
    if (await isOnline(trial)) return passed(QUIET, { ...observed, online: true, quiet: true });
  }
  if (stopAt !== null) return judged("chain", NOT_REACHED, { ...observed, stopAt });
  return judged("sandbox", NOT_ONLINE, observed);
}

async function isOnline({ session, name, signal }: Trial): Promise<boolean> {
  const databases = await listDatabases(session, signal);
  return databases.find((database) => database.name === name)?.state === "ONLINE";
}

/**
 * A log that was begun after the instant holds it, also where nothing was written after it: the
 * server then waits for more, and all that there was is restored.
 */
function reachesPast({ startedLocalMs }: BackupSet, stopAt: string): boolean {
  return startedLocalMs !== null && Date.parse(`${stopAt}Z`) <= startedLocalMs;
}

function aim(targetMs: number): Bilingual {
  const target = instantToJson(targetMs);
  return { en: `To be restored to ${target}.`, fr: `À restaurer à l'instant ${target}.` };
}
