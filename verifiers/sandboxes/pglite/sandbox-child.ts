import assert from "node:assert";
import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import type { PGlite } from "@electric-sql/pglite";
import { expandAny } from "../../formats/compressed/expand-any.ts";
import { DamagedCopy } from "../../formats/damaged-copy.ts";
import { checkDirectory } from "../../formats/data-directory/check-directory.ts";
import { ExpandedTooFar, expandGzip } from "../../formats/expand-gzip.ts";
import { readPreamble } from "../../formats/postgres-sql/read-preamble.ts";
import { splitDump } from "../../formats/postgres-sql/split-dump.ts";
import { joinSentences } from "../postgres-restore/join-sentences.ts";
import { restoreDump } from "../postgres-restore/restore-dump.ts";
import { describeState, sqlState } from "../postgres-restore/sql-error.ts";
import { surveyDatabase } from "../postgres-restore/survey-database.ts";
import { say, writeReport } from "../say-stage.ts";
import { sealNetwork } from "../seal-network.ts";
import type { Judged } from "../stage.ts";
import { allowConstants } from "./allow-constants.ts";
import { jobSchema, type SandboxJob } from "./sandbox-job.ts";
import { carriesMarker, dropTemplates, markSandbox } from "./sandbox-marker.ts";
import { startEngine, toPostgresEngine } from "./start-engine.ts";

/** The files are in memory already: buffers would hold them twice. */
const SMALL_BUFFERS = "ALTER SYSTEM SET shared_buffers = '16MB'";
const WHOLE = {
  en: "Every file is whole; pg_control agrees with its CRC.",
  fr: "Chaque fichier est entier ; pg_control est conforme à son CRC.",
};
const STARTS = { en: "The engine starts on it.", fr: "Le moteur démarre sur cette image." };
const OF_64_BITS = {
  en: "The image is of a server of 64 bits; PGlite has 32.",
  fr: "L'image est celle d'un serveur 64 bits ; PGlite en a 32.",
};
const TOO_LARGE = {
  en: "The image expands past the bytes that a sandbox may take.",
  fr: "L'image décompressée dépasse le nombre d'octets qu'un bac à sable accepte.",
};

// The program of the sandbox process: reads a copy on standard input, restores it, and says what it
// saw.
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
  writeReport(new Uint8Array(await tar.arrayBuffer()));
}

async function verifyDump(job: SandboxJob): Promise<void> {
  assert(job.template || !job.restore, "a restore needs a template");
  const { extensions, items } = await readPreamble(splitDump(readCopy(job)));
  const engine =
    job.restore && job.template
      ? await startEngine(new Uint8Array(readFileSync(job.template)), extensions)
      : null;
  if (engine) assert(await carriesMarker(engine), "the sandbox carries no marker");
  const { sound, restored } = await restoreDump(items, engine && toPostgresEngine(engine));
  say({ stage: "sound", ...sound });
  if (engine && restored) await survey(engine, restored, job);
}

async function verifyDirectory(job: SandboxJob): Promise<void> {
  const tar = await readTar(job);
  if (!tar) return;
  const { fault, ...observed } = checkDirectory(tar);
  if (fault)
    return say({ stage: "sound", verdict: "fail", reason: fault, observed, fault: "backup" });
  if (observed.is64Bit)
    return say({
      ...{ stage: "sound", verdict: "inconclusive", reason: OF_64_BITS },
      ...{ observed, fault: "version" },
    });
  say({ stage: "sound", verdict: "pass", reason: WHOLE, observed, fault: null });
  if (!job.restore) return;
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
    const failed = { verdict: "fail", reason, observed: seen, fault: "backup" } as const;
    return say({ stage: "restored", ...failed, engine: null });
  }
  await survey(engine, { verdict: "pass", reason: STARTS, observed, fault: null }, job);
}

/** The image expanded; null where that was judged already. */
async function readTar(job: SandboxJob): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await buffer(expandAny(process.stdin, job.expandedBytesMax)));
  } catch (error) {
    if (error instanceof DamagedCopy)
      say({ stage: "sound", verdict: "fail", reason: error.fault, observed: {}, fault: "backup" });
    else if (error instanceof ExpandedTooFar)
      say({
        ...{ stage: "sound", verdict: "inconclusive", reason: TOO_LARGE },
        ...{ observed: {}, fault: "sandbox" },
      });
    else throw error;
    return null;
  }
}

async function survey(engine: PGlite, restored: Judged, job: SandboxJob): Promise<void> {
  if (restored.verdict !== "pass") return say({ stage: "restored", ...restored, engine: null });
  const { judgement, version, content } = await surveyDatabase(toPostgresEngine(engine), job);
  say({ stage: "restored", ...merge(restored, judgement), engine: version });
  if (content) say({ stage: "content", ...content });
}

function merge(first: Judged, last: Judged): Judged {
  const reason = joinSentences(first.reason, last.reason);
  return { ...last, reason, observed: { ...first.observed, ...last.observed } };
}

function readCopy(job: SandboxJob): AsyncIterable<Uint8Array> {
  return job.gzip ? expandGzip(process.stdin, job.expandedBytesMax) : process.stdin;
}
