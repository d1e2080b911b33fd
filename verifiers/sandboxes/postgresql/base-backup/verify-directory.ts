import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runChild } from "../../run-child.ts";
import type { SandboxStep } from "../../sandbox.ts";
import type { Judged } from "../../stage.ts";
import type { Restoration } from "./base-backup-work.ts";
import { DATA } from "./place-member.ts";
import { readAnswer } from "./read-answer.ts";
import type { ReadLogJob } from "./read-log-job.ts";
import { takeStep } from "./take-step.ts";

const PROGRAM = fileURLToPath(new URL("./read-log-child.ts", import.meta.url));
const OUTPUT_BYTES_MAX = 2 ** 20;
const AGREES = {
  en: "pg_verifybackup found every file of the manifest, with its size and checksum.",
  fr: "pg_verifybackup a trouvé chaque fichier du manifeste, avec sa taille et sa somme de contrôle.",
};
const DISAGREES = {
  en: "pg_verifybackup found that files and manifest do not agree.",
  fr: "pg_verifybackup a trouvé que les fichiers et le manifeste ne concordent pas.",
};
const NO_ANSWER = {
  en: "pg_verifybackup ended without an answer.",
  fr: "pg_verifybackup s'est terminé sans réponse.",
};
const NO_LABEL = {
  en: "It has no backup_label: no log can follow the image of a stopped server.",
  fr: "Elle n'a pas de backup_label : aucun journal ne peut suivre l'image d'un serveur arrêté.",
};
const OF_32_BITS = {
  en: "The data directory is of an engine of 32 bits, as PGlite is.",
  fr: "Le répertoire de données est celui d'un moteur 32 bits, comme PGlite.",
};

/** Whether what was laid out is all there and as it was taken, before any server sees it. */
export async function verifyDirectory(restoration: Restoration): Promise<readonly SandboxStep[]> {
  const { facts, request, work } = restoration;
  const refusal = refuse(restoration);
  if (refusal) return [await takeStep(work.clock, "preflight", async () => refusal)];
  const steps: SandboxStep[] = [];
  if (facts.hasLabel) steps.push(...(await readLog(restoration)));
  else if (request.copies.length > 1 || request.targetMs !== null)
    return [await takeStep(work.clock, "log", async () => failed(NO_LABEL))];
  if (facts.hasManifest && steps.every(({ verdict }) => verdict === "pass"))
    steps.push(await takeStep(work.clock, "pg_verifybackup", () => verifyBackup(restoration)));
  return steps;
}

function refuse({ facts, request }: Restoration): Judged | null {
  const { control, missingTablespaces } = facts;
  if (!control?.is64Bit)
    return { verdict: "inconclusive", reason: OF_32_BITS, observed: {}, fault: "version" };
  if (missingTablespaces.length === 0) return null;
  const named = missingTablespaces.join(", ");
  const refusal = failed({
    en: `The files of tablespaces are not among the copies: ${named}.`,
    fr: `Les fichiers de tablespaces ne sont pas parmi les copies : ${named}.`,
  });
  // Alone, they may well be objects of their own.
  return request.copies.length === 1 ? { ...refusal, verdict: "inconclusive" } : refusal;
}

function failed(reason: Judged["reason"]): Judged {
  return { verdict: "fail", reason, observed: {}, fault: "chain" };
}

/** By a process of its own, which reads the sandbox's files alone. */
async function readLog({ request, facts, work }: Restoration): Promise<readonly SandboxStep[]> {
  const { lease, limits, clock } = work;
  const job: ReadLogJob = {
    ...{ directory: lease.directory, targetMs: request.targetMs },
    isAlone: request.copies.length === 1,
    checkpointAtMs: facts.control?.checkpointAtMs ?? 0,
    segmentBytes: facts.control?.segmentBytes ?? 0,
  };
  const startedAtMs = clock.nowMs();
  const result = await runChild(
    { file: PROGRAM, job, reads: [lease.directory], directory: lease.directory },
    {
      bytes: nothing(),
      bounds: { ...limits, outputBytesMax: OUTPUT_BYTES_MAX },
      clock,
      onStarted: async () => undefined,
      signal: lease.signal,
    },
  );
  return readAnswer(result, { name: "log", startedAtMs }).steps;
}

async function verifyBackup({ request, work }: Restoration): Promise<Judged> {
  const { lease, binaries } = work;
  const { code } = await lease.run({
    file: join(binaries.directory, "pg_verifybackup"),
    parameters: [
      ...["--quiet", "--exit-on-error"],
      // What follows the base backup is read apart from it.
      ...(request.copies.length > 1 ? ["--no-parse-wal"] : []),
      join(lease.directory, DATA),
    ],
  });
  const observed = { exitCode: code };
  if (code === 0) return { verdict: "pass", reason: AGREES, observed, fault: null };
  return code === 1
    ? { verdict: "fail", reason: DISAGREES, observed, fault: "backup" }
    : { verdict: "inconclusive", reason: NO_ANSWER, observed, fault: "sandbox" };
}

async function* nothing(): AsyncIterable<Uint8Array> {}
