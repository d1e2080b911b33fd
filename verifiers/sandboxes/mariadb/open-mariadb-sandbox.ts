import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "../sandbox.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import { checkRoom } from "../servers/check-room.ts";
import { findConfinement } from "../servers/confine.ts";
import { findAccount } from "../servers/find-account.ts";
import { readHead } from "../servers/read-head.ts";
import { reportLease } from "../servers/report-lease.ts";
import { openScratch, sweepScratch } from "../servers/scratch.ts";
import { unrestored } from "../servers/unrestored.ts";
import { dumpedDatabase } from "./dumped-database.ts";
import type { MariadbPrograms } from "./find-mariadb.ts";
import { restoreIntoMariadb } from "./restore-into-mariadb.ts";
import { nameMariadb } from "./run-mariadb.ts";

/** Of a database on disk for each byte of its dump. */
const FACTOR = { plain: 1.5, compressed: 8 };

type Options = {
  /** Where sandboxes are laid out; without it below the directory of temporary files. */
  readonly directory: string | undefined;
  readonly user: string;
  readonly programs: MariadbPrograms;
  readonly limits: SandboxLimits;
};

/** MariaDB's own server, private to each copy, for dumps of mariadb-dump and mysqldump. */
export async function openMariadbSandbox(options: Options): Promise<Sandbox> {
  const { limits, programs } = options;
  const clock = createSystemClock();
  const account = findAccount(options.user);
  const confinement = findConfinement(account, limits);
  const root = await openScratch(options.directory);

  async function verify(request: RestoreRequest, signal: AbortSignal): Promise<SandboxReport> {
    const leasing = { root, account, confinement, limits, clock, signal };
    return reportLease(leasing, async (lease) => {
      const [copy] = request.copies;
      if (!copy) return unrestored([]);
      const room = checkRoom({
        ...{ nowMs: lease.startedAtMs, copyBytes: copy.source.sizeBytes },
        factor: request.gzip ? FACTOR.compressed : FACTOR.plain,
        ...{ freeBytes: await lease.freeBytes(), diskMax: limits.diskMax },
      });
      if (room) return unrestored([room]);
      const database = dumpedDatabase(await readHead(copy.source, request.gzip));
      const server = nameMariadb({ lease, account, clock, programs, database });
      const { offline } = confinement;
      return restoreIntoMariadb({ server, request, copy, bytesMax: limits.bytesMax, offline });
    });
  }

  const sweep = () => sweepScratch(root, clock);
  return { engine: "mariadb", formats: ["mariadb-sql"], verify, sweep };
}
