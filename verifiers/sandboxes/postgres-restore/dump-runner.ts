import { randomUUID } from "node:crypto";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { DumpItem } from "../../formats/postgres-sql/dump-item.ts";
import type { Judged } from "../stage.ts";
import { joinSentences } from "./join-sentences.ts";
import type { PostgresEngine } from "./postgres-engine.ts";
import { type Note, runStatement } from "./run-statement.ts";
import { describeState, judgeState, sqlState } from "./sql-error.ts";

const UNDEFINED_OBJECT = "42704";
const VERBS =
  /^(ALTER|CALL|COMMENT|COPY|CREATE|DELETE|DO|DROP|GRANT|INSERT|REFRESH|REVOKE|SELECT|SET|UPDATE)$/;
const A_STATEMENT = { en: "a statement", fr: "une instruction" };
const ALL_RAN = {
  en: "Every statement ran without an error.",
  fr: "Toutes les instructions ont été exécutées sans erreur.",
};
const NO_LONGER_ANSWERS = {
  en: "The sandbox's engine no longer answered after the restore.",
  fr: "Le moteur du bac à sable ne répondait plus après la restauration.",
};
const FEW_COLLATIONS = {
  en: "The sandbox has few collations.",
  fr: "Le bac à sable connaît peu de collations.",
};

type Item = Exclude<DumpItem, { readonly kind: "end" }>;
type Failure = {
  readonly line: number;
  readonly what: Bilingual;
  readonly collates: boolean;
  readonly state: string | null;
};

export type DumpRunner = {
  /** Does nothing once something has failed. */
  readonly run: (item: Item) => Promise<void>;
  readonly finish: (dumpedFrom: string | null) => Promise<Judged>;
};

/** Runs a dump's items in the engine. */
export function createDumpRunner(engine: PostgresEngine): DumpRunner {
  const notes: Partial<Record<Note, number>> = {};
  let statements = 0;
  let rows = 0;
  let copyText = "";
  let failure: Failure | null = null;

  async function act(item: Item): Promise<void> {
    if (item.kind === "statement") {
      const note = await runStatement(engine, item.text, item.words);
      if (note) notes[note] = (notes[note] ?? 0) + 1;
      else statements += 1;
    } else if (item.kind === "copy") copyText = item.text;
    else if (item.kind === "rows") {
      await engine.copyRows(copyText, item.bytes);
      rows += item.rows;
    }
  }

  async function run(item: Item): Promise<void> {
    if (failure) return;
    try {
      await act(item);
    } catch (error) {
      const [verb = ""] = item.kind === "statement" ? item.words : ["COPY"];
      const what = VERBS.test(verb) ? { en: verb, fr: verb } : A_STATEMENT;
      const collates = item.kind === "statement" && /\bCOLLATE\b/i.test(item.text);
      failure = { line: item.line, what, collates, state: sqlState(error) };
    }
  }

  async function finish(dumpedFrom: string | null): Promise<Judged> {
    const observed = { statements, copiedRows: rows, leftOut: notes };
    if (failure) return judgeFailure(failure, dumpedFrom, await engineMajor(engine), observed);
    if (!(await answers(engine)))
      return { verdict: "inconclusive", reason: NO_LONGER_ANSWERS, observed, fault: "sandbox" };
    return { verdict: "pass", reason: ALL_RAN, observed, fault: null };
  }

  return { run, finish };
}

function judgeFailure(
  { line, what, collates, state }: Failure,
  dumpedFrom: string | null,
  major: number | null,
  observed: Judged["observed"],
): Judged {
  const seen = { ...observed, line, sqlState: state };
  const isNewer = dumpedFrom !== null && major !== null && Number.parseInt(dumpedFrom, 10) > major;
  const { en, fr } = describeState(state);
  const reason = {
    en: `Line ${line}: ${what.en} failed (${en}).`,
    fr: `Ligne ${line} : ${what.fr} a échoué (${fr}).`,
  };
  const because = (more: Bilingual) => joinSentences(reason, more);
  if (collates && state === UNDEFINED_OBJECT)
    return {
      verdict: "inconclusive",
      reason: because(FEW_COLLATIONS),
      observed: seen,
      fault: "version",
    };
  if (!isNewer) return { ...judgeState(state), reason, observed: seen };
  const beyond = because({
    en: `The dump is of PostgreSQL ${dumpedFrom}, the sandbox of ${major}.`,
    fr: `Le dump vient de PostgreSQL ${dumpedFrom}, le bac à sable est en version ${major}.`,
  });
  return { verdict: "inconclusive", reason: beyond, observed: seen, fault: "version" };
}

/** Null of an engine that stopped. */
async function engineMajor(engine: PostgresEngine): Promise<number | null> {
  try {
    const { rows } = await engine.query<{ major: number }>(
      "SELECT pg_catalog.current_setting('server_version_num')::int / 10000 AS major",
    );
    return rows[0]?.major ?? null;
  } catch {
    return null;
  }
}

/**
 * An engine that broke may answer everything with "done" and no rows: only an echo shows that it
 * works.
 */
async function answers(engine: PostgresEngine): Promise<boolean> {
  const nonce = randomUUID();
  try {
    const { rows } = await engine.query<{ echo: string }>("SELECT $1::text AS echo", [nonce]);
    return rows[0]?.echo === nonce;
  } catch {
    return false;
  }
}
