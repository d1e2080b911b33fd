import assert from "node:assert";
import { readFileSync, writeSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import type { PGlite } from "@electric-sql/pglite";
import { DamagedCopy } from "../../formats/damaged-copy.ts";
import { checkDirectory } from "../../formats/data-directory/check-directory.ts";
import { ExpandedTooFar, expandGzip } from "../../formats/expand-gzip.ts";
import { readPreamble } from "../../formats/postgres-sql/read-preamble.ts";
import { splitDump } from "../../formats/postgres-sql/split-dump.ts";
import { allowConstants } from "./allow-constants.ts";
import { joinSentences } from "./join-sentences.ts";
import { restoreDump } from "./restore-dump.ts";
import { jobSchema, type SandboxJob, type Stage, type StageJudgement } from "./sandbox-job.ts";
import { carriesMarker, dropTemplates, markSandbox } from "./sandbox-marker.ts";
import { sealNetwork } from "./seal-network.ts";
import { describeState, sqlState } from "./sql-error.ts";
import { startEngine } from "./start-engine.ts";
import { surveyDatabase } from "./survey-database.ts";

/**
 * The program of the sandbox process: reads a copy on standard input, restores it, and says on
 * this descriptor what it saw.
 */
const REPORT_DESCRIPTOR = 3;
/** The files are in memory already: buffers would hold them twice. */
const SMALL_BUFFERS = "ALTER SYSTEM SET shared_buffers = '16MB'";
const WHOLE = {
  en: "Every file is whole; pg_control agrees with its CRC.",
  fr: "Chaque fichier est entier ; pg_control est conforme à son CRC.",
};
const STARTS = { en: "The engine starts on it.", fr: "Le moteur démarre sur cette image." };
const TOO_LARGE = {
  en: "The image expands past the bytes that a sandbox may take.",
  fr: "L'image décompressée dépasse le nombre d'octets qu'un bac à sable accepte.",
};

sealNetwork();
allowConstants();
await run(jobSchema.parse(JSON.parse(process.argv[2] ?? "")));
process.exit(0);

async function run(job: SandboxJob): Promise<void> {
  if (job.kind === "template") return makeTemplate();
  if (job.kind === "postgres-sql") return verifyDump(job);
  return verifyDirectory(job);
}

async function makeTemplate(): Promise<void> {
  const engine = await startEngine(null, new Set());
  await markSandbox(engine);
  await dropTemplates(engine);
  await engine.exec(SMALL_BUFFERS);
  const tar = await engine.dumpDataDir("none");
  writeAll(new Uint8Array(await tar.arrayBuffer()));
}

async function verifyDump(job: SandboxJob): Promise<void> {
  assert(job.template || !job.restore, "a restore needs a template");
  const { extensions, items } = await readPreamble(splitDump(readCopy(job)));
  const engine =
    job.restore && job.template
      ? await startEngine(new Uint8Array(readFileSync(job.template)), extensions)
      : null;
  if (engine) assert(await carriesMarker(engine), "the sandbox carries no marker");
  const { sound, restored } = await restoreDump(items, engine);
  say({ stage: "sound", ...sound });
  if (engine && restored) await survey(engine, restored, job);
}

async function verifyDirectory(job: SandboxJob): Promise<void> {
  const tar = await readTar(job);
  if (!tar) return;
  const { fault, ...observed } = checkDirectory(tar);
  say({ stage: "sound", verdict: fault ? "fail" : "pass", reason: fault ?? WHOLE, observed });
  if (fault || !job.restore) return;
  let engine: PGlite;
  try {
    engine = await startEngine(tar);
    await markSandbox(engine);
  } catch (error) {
    const seen = { sqlState: sqlState(error) };
    const { en, fr } = describeState(seen.sqlState);
    const reason = {
      en: `The engine does not start on it (${en}).`,
      fr: `Le moteur ne démarre pas sur cette image (${fr}).`,
    };
    say({ stage: "restored", verdict: "fail", reason, observed: seen, engine: null });
    return;
  }
  await survey(engine, { verdict: "pass", reason: STARTS, observed }, job);
}

/** The image expanded; null where that was judged already. */
async function readTar(job: SandboxJob): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await buffer(readCopy(job)));
  } catch (error) {
    if (error instanceof DamagedCopy)
      say({ stage: "sound", verdict: "fail", reason: error.fault, observed: {} });
    else if (error instanceof ExpandedTooFar)
      say({ stage: "sound", verdict: "inconclusive", reason: TOO_LARGE, observed: {} });
    else throw error;
    return null;
  }
}

async function survey(engine: PGlite, restored: StageJudgement, job: SandboxJob): Promise<void> {
  if (restored.verdict !== "pass") return say({ stage: "restored", ...restored, engine: null });
  const { judgement, version, content } = await surveyDatabase(engine, job.freshness);
  say({ stage: "restored", ...merge(restored, judgement), engine: version });
  if (content) say({ stage: "content", ...content });
}

function merge(first: StageJudgement, last: StageJudgement): StageJudgement {
  const reason = joinSentences(first.reason, last.reason);
  return { ...last, reason, observed: { ...first.observed, ...last.observed } };
}

function readCopy(job: SandboxJob): AsyncIterable<Uint8Array> {
  return job.gzip ? expandGzip(process.stdin, job.expandedBytesMax) : process.stdin;
}

function say(stage: Stage): void {
  writeAll(Buffer.from(`${JSON.stringify(stage)}\n`));
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(REPORT_DESCRIPTOR, bytes, at);
}
