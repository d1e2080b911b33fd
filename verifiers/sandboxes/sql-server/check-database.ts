import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { type Judged, judged, passed } from "./judge-fault.ts";
import { quote } from "./quote.ts";
import type { Row } from "./session.ts";
import { StatementStopped } from "./statement-error.ts";
import type { Trial } from "./trial.ts";

const READ_LAST_CHECK = readFileSync(new URL("./read-last-check.sql", import.meta.url), "utf8");

export type CheckDepth = "physical_only" | "full" | "extended";

const OPTIONS: Readonly<Record<CheckDepth, string>> = {
  physical_only: "TABLERESULTS, PHYSICAL_ONLY",
  full: "TABLERESULTS",
  extended: "TABLERESULTS, EXTENDED_LOGICAL_CHECKS",
};

/** "CHECKDB found %d allocation errors and %d consistency errors": only at its own end. */
const SUMMARY = 8989;
/** It gave up before its end: facts could not be gathered, metadata, an error of its own. */
const ABORTED = new Set([5235, 8921, 8930, 8967]);
/** From here on a message is an error. */
const ERROR_LEVEL = 11;
const NUMBERS_MAX = 20;

const rowSchema = z.object({ Error: z.int(), Level: z.int() });
const lastSchema = z.array(z.object({ at: z.string().nullable() }));

/**
 * `DBCC CHECKDB`, read from its rows. It passes only on its word that it came to its end: its
 * summary, or the database's own note of a check without errors, as PHYSICAL_ONLY may be silent.
 */
export async function checkDatabase(
  trial: Trial,
  { depth, budget }: { readonly depth: CheckDepth; readonly budget: AbortSignal },
): Promise<Judged> {
  const { session, name, signal } = trial;
  const before = await readLastCheck(trial);
  const statement = `DBCC CHECKDB (${quote.text(name)}) WITH ${OPTIONS[depth]};`;
  try {
    const tally = createTally();
    const until = AbortSignal.any([signal, budget]);
    await session.run(statement, { signal: until, onRow: tally.add });
    const after = await readLastCheck(trial);
    return judgeTally(tally, { depth, noted: after !== null && after !== before });
  } catch (error) {
    if (!(error instanceof StatementStopped) || signal.aborted) throw error;
    return judged("sandbox", OUT_OF_TIME, { depth });
  }
}

const OUT_OF_TIME: Bilingual = {
  en: "CHECKDB was stopped at the time that it may take (checkMax).",
  fr: "CHECKDB a été arrêté au bout du temps permis (checkMax).",
};
const GAVE_UP: Bilingual = {
  en: "CHECKDB gave up before its end.",
  fr: "CHECKDB a renoncé avant la fin.",
};
const NO_SUMMARY: Bilingual = {
  en: "CHECKDB ended without saying that it came to its end.",
  fr: "CHECKDB s'est terminé sans dire qu'il est allé au bout.",
};
const CLEAN: Bilingual = {
  en: "CHECKDB came to its end and found nothing wrong.",
  fr: "CHECKDB est allé au bout et n'a rien trouvé d'anormal.",
};

type Tally = {
  /** Of errors, by their numbers: a damaged database may have millions of them. */
  readonly errors: Map<number, number>;
  summary: boolean;
  readonly add: (row: Row) => void;
};

function createTally(): Tally {
  const tally: Tally = {
    errors: new Map(),
    summary: false,
    add: (row) => {
      const { Error: number, Level } = rowSchema.parse(row);
      if (number === SUMMARY) tally.summary = true;
      if (Level >= ERROR_LEVEL) tally.errors.set(number, (tally.errors.get(number) ?? 0) + 1);
    },
  };
  return tally;
}

function judgeTally(
  { errors, summary }: Tally,
  { depth, noted }: { readonly depth: CheckDepth; readonly noted: boolean },
): Judged {
  const numbers = [...errors.keys()].slice(0, NUMBERS_MAX);
  const count = errors.values().reduce((sum, times) => sum + times, 0);
  const observed = { depth, summary, errors: count, numbers };
  const isDamaged = errors.keys().some((number) => !ABORTED.has(number));
  if (isDamaged) return judged("backup", describe(count, numbers), observed);
  if (count > 0) return judged("sandbox", GAVE_UP, observed);
  if (!summary && !noted) return judged("sandbox", NO_SUMMARY, observed);
  return passed(CLEAN, observed);
}

function describe(count: number, numbers: readonly number[]): Bilingual {
  const list = numbers.join(", ");
  return {
    en: `CHECKDB finds damage: errors ${list} (${count} in all).`,
    fr: `CHECKDB trouve des dommages : erreurs ${list} (${count} en tout).`,
  };
}

async function readLastCheck({ session, name, signal }: Trial): Promise<string | null> {
  const rows = await session.run(READ_LAST_CHECK, { signal, parameters: { name } });
  return lastSchema.parse(rows)[0]?.at ?? null;
}
