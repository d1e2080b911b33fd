import { expandGzip } from "../../formats/expand-gzip.ts";
import { splitDump } from "../../formats/postgres-sql/split-dump.ts";
import { joinSentences } from "../postgres-restore/join-sentences.ts";
import { restoreDump } from "../postgres-restore/restore-dump.ts";
import { surveyDatabase } from "../postgres-restore/survey-database.ts";
import { say } from "../say-stage.ts";
import { sealNetwork } from "../seal-network.ts";
import type { Judged } from "../stage.ts";
import { checkMarker } from "./check-marker.ts";
import { connectEngine, type ServerEngine } from "./connect-engine.ts";
import { type RestoreJob, restoreJobSchema } from "./restore-job.ts";

// The program of the process that reads a dump on standard input and restores it into a sandbox's
// server, and says what it saw.
await run(restoreJobSchema.parse(JSON.parse(process.argv[2] ?? "")));
process.exit(0);

async function run(job: RestoreJob): Promise<void> {
  const engine = job.server ? await connectEngine(job.server, job.server.database) : null;
  sealNetwork();
  if (engine) await checkMarker(engine, job.name);
  await restore(engine, job);
}

async function restore(engine: ServerEngine | null, job: RestoreJob): Promise<void> {
  const bytes = job.gzip ? expandGzip(process.stdin, job.expandedBytesMax) : process.stdin;
  const { sound, restored } = await restoreDump(splitDump(bytes), engine);
  say({ stage: "sound", ...sound });
  if (engine && restored) await survey(engine, restored, job);
}

async function survey(engine: ServerEngine, restored: Judged, job: RestoreJob): Promise<void> {
  if (restored.verdict !== "pass") return say({ stage: "restored", ...restored, engine: null });
  const { judgement, version, content } = await surveyDatabase(engine, job);
  const reason = joinSentences(restored.reason, judgement.reason);
  const observed = { ...restored.observed, ...judgement.observed };
  say({ stage: "restored", ...judgement, reason, observed, engine: version });
  if (content) say({ stage: "content", ...content });
}
