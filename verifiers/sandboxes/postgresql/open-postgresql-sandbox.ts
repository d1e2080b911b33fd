import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "../sandbox.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import { checkRoom } from "../servers/check-room.ts";
import { findConfinement } from "../servers/confine.ts";
import { findAccount } from "../servers/find-account.ts";
import { readHead } from "../servers/read-head.ts";
import { reportLease } from "../servers/report-lease.ts";
import { openScratch, sweepScratch } from "../servers/scratch.ts";
import { refusedStep, unrestored } from "../servers/unrestored.ts";
import { restoreBaseBackup } from "./base-backup/restore-base-backup.ts";
import type { Binaries } from "./find-postgres.ts";
import { neededVersion } from "./needed-version.ts";
import { restoreDumpIntoServer } from "./restore-dump-into-server.ts";

const BASE_BACKUP = "data-directory";
const FORMATS = ["postgres-sql", "postgres-custom", "postgres-tar", BASE_BACKUP];
/** Of a database on disk for each byte of its dump; compressed ones expand. */
const FACTOR = { plain: 1.5, compressed: 5 };

type Options = {
  /** Where sandboxes are laid out; without it below the directory of temporary files. */
  readonly directory: string | undefined;
  readonly user: string;
  /** Never empty, lowest version first. */
  readonly binaries: readonly Binaries[];
  readonly limits: SandboxLimits;
};

/** PostgreSQL's own server: a private cluster for each copy, on a socket that nobody else has. */
export async function openPostgresqlSandbox(options: Options): Promise<Sandbox> {
  const { limits } = options;
  const clock = createSystemClock();
  const account = findAccount(options.user);
  const confinement = findConfinement(account, limits);
  const root = await openScratch(options.directory);

  async function verify(request: RestoreRequest, signal: AbortSignal): Promise<SandboxReport> {
    const [copy] = request.copies;
    if (!copy) throw new RangeError("a restore needs a copy");
    if (request.format === BASE_BACKUP) return verifyBaseBackup(request, signal);
    const head = await readHead(copy.source, request.gzip);
    const needed = neededVersion(head);
    const binaries = options.binaries.find(({ major }) => major >= (needed ?? 0));
    if (!binaries) return unrestored([tooOld(clock.nowMs(), needed, options.binaries)]);
    const leasing = { root, account, confinement, limits, clock, signal };
    return reportLease(leasing, async (lease) => {
      const room = checkRoom({
        ...{ nowMs: lease.startedAtMs, copyBytes: copy.source.sizeBytes },
        factor: request.gzip || !request.format.endsWith("sql") ? FACTOR.compressed : FACTOR.plain,
        ...{ freeBytes: await lease.freeBytes(), diskMax: limits.diskMax },
      });
      if (room) return unrestored([room]);
      const work = { lease, account, clock, limits, offline: confinement.offline };
      return restoreDumpIntoServer(request, { ...work, binaries });
    });
  }

  async function verifyBaseBackup(request: RestoreRequest, signal: AbortSignal) {
    const leasing = { root, account, confinement, limits, clock, signal };
    return reportLease(leasing, async (lease) => {
      const room = checkRoom({
        nowMs: lease.startedAtMs,
        copyBytes: request.copies.reduce((sum, { source }) => sum + source.sizeBytes, 0),
        factor: request.gzip ? FACTOR.compressed : FACTOR.plain,
        ...{ freeBytes: await lease.freeBytes(), diskMax: limits.diskMax },
      });
      if (room) return unrestored([room]);
      const work = { lease, account, clock, limits, offline: confinement.offline };
      return restoreBaseBackup(request, { ...work, installed: options.binaries });
    });
  }

  return {
    engine: "postgresql",
    formats: FORMATS,
    chainFormats: [BASE_BACKUP],
    verify,
    sweep: () => sweepScratch(root, clock),
  };
}

function tooOld(nowMs: number, needed: number | null, binaries: readonly Binaries[]) {
  const installed = binaries.map(({ major }) => major).join(", ");
  const wanted = needed !== null && Number.isFinite(needed) ? String(needed) : "newer";
  const reason = {
    en: `The copy needs PostgreSQL ${wanted}; installed here: ${installed}.`,
    fr: `La copie demande PostgreSQL ${wanted === "newer" ? "plus récent" : wanted} ; installé ici : ${installed}.`,
  };
  return refusedStep("preflight", nowMs, {
    fault: "version",
    reason,
    observed: { needed: wanted },
  });
}
