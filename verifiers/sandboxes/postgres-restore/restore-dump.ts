import type { Bilingual } from "../../../schemas/bilingual.ts";
import { DamagedCopy } from "../../formats/damaged-copy.ts";
import { ExpandedTooFar } from "../../formats/expand-gzip.ts";
import type { DumpItem } from "../../formats/postgres-sql/dump-item.ts";
import { createRefusal } from "../../formats/postgres-sql/refuse-item.ts";
import { UnjudgedCopy } from "../../formats/unjudged-copy.ts";
import type { Judged } from "../stage.ts";
import { createDumpRunner } from "./dump-runner.ts";
import type { PostgresEngine } from "./postgres-engine.ts";

const READ = {
  en: "Read to the end that pg_dump writes; every COPY block is closed.",
  fr: "Lu jusqu'à la fin qu'écrit pg_dump ; chaque bloc COPY est fermé.",
};
const NOT_READ = {
  en: "The dump could not be read to its end.",
  fr: "Le dump n'a pas pu être lu jusqu'à sa fin.",
};

const TOO_LARGE = {
  en: "The dump expands past the bytes that a sandbox may take.",
  fr: "Le dump décompressé dépasse le nombre d'octets qu'un bac à sable accepte.",
};

export type Restored = { readonly sound: Judged; readonly restored: Judged | null };

/**
 * Reads a dump to its end and, where there is an engine, runs it as it is read, each item only once
 * it is known to be harmless.
 * After the first error nothing more runs, but the dump is read on, so that a cut one is told from
 * a wrong one.
 */
export async function restoreDump(
  items: AsyncIterable<DumpItem>,
  engine: PostgresEngine | null,
): Promise<Restored> {
  const refuse = createRefusal();
  const runner = engine ? createDumpRunner(engine) : null;
  const seen = { statements: 0, copyBlocks: 0, copyRows: 0 };
  let end: Extract<DumpItem, { readonly kind: "end" }> | null = null;
  try {
    for await (const item of items) {
      const refusal = refuse(item);
      if (refusal) return unsound(refusal, seen);
      count(item, seen);
      if (item.kind === "end") end = item;
      else await runner?.run(item);
    }
  } catch (error) {
    if (error instanceof DamagedCopy) return unsound(error.fault, seen);
    if (error instanceof ExpandedTooFar) return undecided(TOO_LARGE, seen);
    if (error instanceof UnjudgedCopy) return undecided(error.reason, seen);
    throw error;
  }
  if (end === null || end.fault !== null) return unsound(end?.fault ?? NOT_READ, seen);
  const observed = { ...seen, dumpedFrom: end.engineVersion };
  const restored = runner ? await runner.finish(end.engineVersion) : null;
  return { sound: { verdict: "pass", reason: READ, observed, fault: null }, restored };
}

type Seen = { statements: number; copyBlocks: number; copyRows: number };

function count(item: DumpItem, seen: Seen): void {
  if (item.kind === "statement") seen.statements += 1;
  if (item.kind === "copied") {
    seen.copyBlocks += 1;
    seen.copyRows += item.rows;
  }
}

function unsound(reason: Bilingual, seen: Seen): Restored {
  const fault = "backup";
  return { sound: { verdict: "fail", reason, observed: { ...seen }, fault }, restored: null };
}

function undecided(reason: Bilingual, seen: Seen): Restored {
  const sound = { verdict: "inconclusive", reason, observed: { ...seen } } as const;
  return { sound: { ...sound, fault: "sandbox" }, restored: null };
}
