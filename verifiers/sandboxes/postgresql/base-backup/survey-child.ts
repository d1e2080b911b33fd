import { readFileSync } from "node:fs";
import { joinSentences } from "../../postgres-restore/join-sentences.ts";
import { describeState, judgeState, sqlState } from "../../postgres-restore/sql-error.ts";
import { surveyDatabase } from "../../postgres-restore/survey-database.ts";
import { say } from "../../say-stage.ts";
import { sealNetwork } from "../../seal-network.ts";
import type { Judged } from "../../stage.ts";
import { checkMarker } from "../check-marker.ts";
import { connectEngine, type ServerEngine } from "../connect-engine.ts";
import { type SurveyJob, surveyJobSchema } from "./survey-job.ts";

/** Of a connection to a database whose locale this machine lacks: invalid parameter value. */
const LOCALE = "22023";
const FIND_OTHER_COLLATIONS = ["./other-collation.sql", "./other-column-collation.sql"].map(
  (name) => readFileSync(new URL(name, import.meta.url), "utf8"),
);
const OTHER_COLLATION = {
  en: "This machine sorts text by another version of its collations than the server did.",
  fr: "Cette machine trie les textes selon une autre version des collations que le serveur.",
};

// The program of the process that looks at one database of a restored cluster and says what it saw.
await run(surveyJobSchema.parse(JSON.parse(process.argv[2] ?? "")));
process.exit(0);

async function run(job: SurveyJob): Promise<void> {
  const engine = await connect(job);
  if (!engine) return;
  sealNetwork();
  await checkMarker(engine, job.name);
  const { judgement, version, content } = await surveyDatabase(engine, job, {
    isOfFiles: true,
  });
  const isInDoubt = judgement.verdict === "fail" && (await wasSortedOtherwise(engine));
  say({ stage: "restored", ...(isInDoubt ? doubt(judgement) : judgement), engine: version });
  if (content) say({ stage: "content", ...content });
}

function doubt(judgement: Judged): Judged {
  const reason = joinSentences(judgement.reason, OTHER_COLLATION);
  return { ...judgement, verdict: "inconclusive", fault: "version", reason };
}

/** What a server does not know, as the version of a database's own before 15, tells nothing. */
async function wasSortedOtherwise({ query }: ServerEngine): Promise<boolean> {
  for (const find of FIND_OTHER_COLLATIONS) {
    try {
      if ((await query(find)).rows.length > 0) return true;
    } catch {}
  }
  return false;
}

/** Null where the database takes no connection, as where this machine lacks its locale. */
async function connect({ server }: SurveyJob): Promise<ServerEngine | null> {
  try {
    return await connectEngine(server, server.database);
  } catch (error) {
    const state = sqlState(error);
    const { en, fr } = describeState(state);
    const reason = {
      en: `A database takes no connection here (${en}).`,
      fr: `Une base n'accepte pas de connexion ici (${fr}).`,
    };
    const { verdict, fault } =
      state === LOCALE
        ? { verdict: "inconclusive" as const, fault: "version" as const }
        : judgeState(state);
    say({
      ...{ stage: "restored", verdict, fault, reason },
      ...{ observed: { sqlState: state }, engine: null },
    });
    return null;
  }
}
