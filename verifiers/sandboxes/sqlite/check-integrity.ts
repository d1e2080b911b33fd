import type { DatabaseSync } from "node:sqlite";
import type { Judged } from "../stage.ts";

const FAULTS_MAX = 100;
const OK = "ok";
const CONSISTENT = {
  en: "SQLite's integrity check and its check of foreign keys found nothing.",
  fr: "Les contrôles d'intégrité et de clés étrangères de SQLite n'ont rien trouvé.",
};

/** SQLite's own checks. Their words may hold restored data: only how many there are is told. */
export function checkIntegrity(database: DatabaseSync): Judged {
  const said = database.prepare(`PRAGMA integrity_check(${FAULTS_MAX})`).all();
  const isWhole = said.length === 1 && said[0]?.["integrity_check"] === OK;
  const faults = isWhole ? 0 : said.length;
  const orphans = isWhole ? countOrphans(database) : 0;
  const observed = { integrityFaults: faults, foreignKeyFaults: orphans };
  if (isWhole && orphans === 0)
    return { verdict: "pass", reason: CONSISTENT, observed, fault: null };
  const reason = {
    en: `SQLite found ${faults} faults of integrity and ${orphans} rows without their parents.`,
    fr: `SQLite a trouvé des fautes d'intégrité (${faults}) et des lignes sans parent (${orphans}).`,
  };
  return { verdict: "fail", reason, observed, fault: "backup" };
}

function countOrphans(database: DatabaseSync): number {
  let orphans = 0;
  for (const _ of database.prepare("PRAGMA foreign_key_check").iterate()) {
    orphans += 1;
    if (orphans === FAULTS_MAX) break;
  }
  return orphans;
}
