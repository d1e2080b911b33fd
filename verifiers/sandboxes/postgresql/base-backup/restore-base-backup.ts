import type { RestoreRequest, SandboxReport, SandboxStep } from "../../sandbox.ts";
import { unrestored } from "../../servers/unrestored.ts";
import { layOutSettings, nameServer } from "../run-server.ts";
import type { BaseBackupWork, Restoration } from "./base-backup-work.ts";
import { layOutCopies } from "./lay-out-copies.ts";
import { packCopies } from "./pack-copies.ts";
import { readDirectoryFacts } from "./read-directory-facts.ts";
import { recoverDirectory } from "./recover-directory.ts";
import { giveAway } from "./settle-directory.ts";
import { surveyDatabases } from "./survey-databases.ts";
import { takeOver } from "./take-over.ts";
import { verifyDirectory } from "./verify-directory.ts";

/**
 * A base backup, or the image of a stopped server's data directory, with the log and the
 * tablespaces that follow it: laid out, verified, recovered to the instant asked for, and its
 * databases looked at one after another.
 */
export async function restoreBaseBackup(
  request: RestoreRequest,
  work: BaseBackupWork,
): Promise<SandboxReport> {
  const { lease, installed } = work;
  const server = nameServer(lease);
  await layOutSettings(work, server);
  const laid = await layOutAll(request, work);
  if (request.level === "sound" || !isLaidOut(laid)) return laid;
  await giveAway(lease.directory, work.account);
  const facts = await readDirectoryFacts(lease);
  const binaries = installed.find(({ major }) => major === facts.major);
  if (!binaries) throw new RangeError("a version that is not here was laid out");
  const restoration: Restoration = { request, facts, server, work: { ...work, binaries } };
  const steps = [...laid.steps];
  for (const act of [verifyDirectory, recoverDirectory]) {
    steps.push(...(await act(restoration)));
    if (!isFine(steps) || lease.ended() !== null) return notRestored(laid, steps);
  }
  const { step, databases } = await takeOver(restoration);
  steps.push(step);
  if (databases.length === 0) return notRestored(laid, steps);
  return surveyDatabases(restoration, databases, { ...laid, steps });
}

/** The first copy, then what follows it; up to the first that cannot be laid out. */
async function layOutAll({ copies }: RestoreRequest, work: BaseBackupWork): Promise<SandboxReport> {
  const [base, ...following] = copies;
  if (!base) return unrestored([]);
  const laid = await layOutCopies(base.source.read(), "base", work);
  const { ended, sound, sha256 } = laid;
  const report = { ...unrestored(laid.steps), ended, sound, sha256, restored: null };
  if (sound?.verdict !== "pass" || following.length === 0) return report;
  const next = await layOutCopies(packCopies(following), "following", work);
  const steps = [...laid.steps, ...next.steps.map((step) => ({ ...step, name: "following" }))];
  if (next.sound?.verdict === "pass" && isFine(steps)) return { ...report, steps };
  return { ...notRestored(report, steps), ended: next.ended };
}

/** What a sandbox reports once a step did not pass: what was sound stays so. */
function notRestored(laid: SandboxReport, steps: readonly SandboxStep[]): SandboxReport {
  const { ended, sound, sha256 } = laid;
  return { ...unrestored(steps), ended, sound, sha256 };
}

function isLaidOut({ ended, sound, steps }: SandboxReport): boolean {
  return ended === "done" && sound?.verdict === "pass" && isFine(steps);
}

function isFine(steps: readonly SandboxStep[]): boolean {
  return steps.every(({ verdict }) => verdict === "pass");
}
