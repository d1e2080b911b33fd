import { join } from "node:path";
import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import type { SandboxReport, SandboxStep } from "../sandbox.ts";
import type { Server } from "./run-server.ts";
import type { ServerWork } from "./server-work.ts";

const CONSISTENT = {
  en: "pg_amcheck found every table and index as it should be.",
  fr: "pg_amcheck a trouvé chaque table et chaque index conformes.",
};
const CORRUPT = { en: "pg_amcheck found corruption.", fr: "pg_amcheck a trouvé une corruption." };
const UNKNOWN = {
  en: "pg_amcheck ended without an answer.",
  fr: "pg_amcheck s'est terminé sans réponse.",
};
const FOUND_CORRUPTION = 2;

type Options = {
  readonly work: ServerWork;
  readonly server: Server;
  /** The server's only one if not said. */
  readonly databases?: readonly string[];
};

/** PostgreSQL's own look at restored databases, every row held against its indexes besides. */
export async function checkTables(
  report: SandboxReport,
  { work: { lease, binaries, clock }, server, databases = [server.database] }: Options,
): Promise<SandboxReport> {
  const startedAtMs = clock.nowMs();
  const { code } = await lease.run({
    file: join(binaries.directory, "pg_amcheck"),
    parameters: [
      ...["--host", server.paths.socket, "--username", server.restorer],
      ...["--heapallindexed", "--jobs=1"],
      ...databases.map((database) => `--database="${database.replaceAll('"', '""')}"`),
    ],
  });
  const seconds = secondsSince(clock, startedAtMs);
  const step: SandboxStep = { name: "pg_amcheck", ...judge(code), startedAtMs, seconds };
  const steps = [...report.steps, step];
  if (step.fault === null || !report.restored) return { ...report, steps };
  const { verdict, reason } = step;
  return { ...report, steps, restored: { ...report.restored, verdict, reason }, content: null };
}

function judge(code: number | null): Omit<SandboxStep, "name" | "startedAtMs" | "seconds"> {
  const observed = { exitCode: code };
  if (code === 0) return { verdict: "pass", reason: CONSISTENT, observed, fault: null };
  return code === FOUND_CORRUPTION
    ? { verdict: "fail", reason: CORRUPT, observed, fault: "backup" }
    : { verdict: "inconclusive", reason: UNKNOWN, observed, fault: "sandbox" };
}
