import type { DatabaseSync } from "node:sqlite";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { say } from "../say-stage.ts";
import { sealNetwork } from "../seal-network.ts";
import type { Judged } from "../stage.ts";
import { checkIntegrity } from "./check-integrity.ts";
import { allowReadingAlone, openDatabase } from "./open-database.ts";
import { readHeader } from "./read-header.ts";
import { describeCode, judgeCode, sqliteCode } from "./sqlite-error.ts";
import { type SqliteJob, sqliteJobSchema } from "./sqlite-job.ts";
import { surveyFile } from "./survey-file.ts";

const OPENING = { en: "Opening the database", fr: "L'ouverture de la base" };
const READING = { en: "Reading every row", fr: "La lecture de toutes les lignes" };

// The program of the process that looks into an SQLite file and says what it saw.
sealNetwork();
await run(sqliteJobSchema.parse(JSON.parse(process.argv[2] ?? "")));
process.exit(0);

async function run(job: SqliteJob): Promise<void> {
  const sound = readHeader(job.file);
  say({ stage: "sound", ...sound });
  if (sound.fault !== null || job.soundOnly) return;
  let what = OPENING;
  try {
    const database = openDatabase(job.file);
    const engine = readVersion(database);
    const checked = checkIntegrity(database);
    allowReadingAlone(database);
    what = READING;
    const content = checked.fault === null ? await surveyFile(database, job) : null;
    say({ stage: "restored", ...checked, engine });
    if (content) say({ stage: "content", ...content });
  } catch (error) {
    say({ stage: "restored", ...failed(what, error), engine: null });
  }
}

function readVersion(database: DatabaseSync): string {
  const row = database.prepare("SELECT sqlite_version() AS version").get();
  return `SQLite ${row?.["version"]}`;
}

function failed(what: Bilingual, error: unknown): Judged {
  const code = sqliteCode(error);
  const { en, fr } = describeCode(code);
  const reason = { en: `${what.en} failed (${en}).`, fr: `${what.fr} a échoué (${fr}).` };
  return { ...judgeCode(code), reason, observed: { sqliteCode: code } };
}
