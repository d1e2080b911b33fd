import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { expandGzip } from "../../formats/expand-gzip.ts";
import { readStages } from "../read-stages.ts";
import { runChild } from "../run-child.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "../sandbox.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import { checkRoom } from "../servers/check-room.ts";
import { findConfinement } from "../servers/confine.ts";
import { hashBytes } from "../servers/hash-bytes.ts";
import type { Lease } from "../servers/open-lease.ts";
import { reportLease } from "../servers/report-lease.ts";
import { openScratch, sweepScratch } from "../servers/scratch.ts";
import { unrestored } from "../servers/unrestored.ts";

const FORMATS = ["sqlite"];
const PROGRAM = fileURLToPath(new URL("./sqlite-child.ts", import.meta.url));
const OUTPUT_BYTES_MAX = 8 * 2 ** 20;
/** Of a file that is compressed, for each of its bytes. */
const EXPANDED_FACTOR = 4;

type Options = { readonly directory: string | undefined; readonly limits: SandboxLimits };

/** SQLite files, looked at where they are laid out by a process that can read nothing else. */
export async function openSqliteSandbox({ directory, limits }: Options): Promise<Sandbox> {
  const clock = createSystemClock();
  const root = await openScratch(directory);
  const confinement = findConfinement(null, limits);

  async function look(request: RestoreRequest, lease: Lease): Promise<SandboxReport> {
    const [copy] = request.copies;
    if (!copy) return unrestored([]);
    const { sizeBytes } = copy.source;
    const room = checkRoom({
      ...{ nowMs: lease.startedAtMs, copyBytes: sizeBytes, diskMax: limits.diskMax },
      ...{ factor: request.gzip ? EXPANDED_FACTOR : 1, freeBytes: await lease.freeBytes() },
    });
    if (room) return unrestored([room]);
    const read = hashBytes(copy.source.read());
    const file = join(lease.directory, "copy");
    const bytes = request.gzip ? expandGzip(read.bytes, limits.bytesMax) : read.bytes;
    await pipeline(bytes, createWriteStream(file, { mode: 0o600 }), { signal: lease.signal });
    const { freshness, assertions, level } = request;
    const job = { name: lease.name, file, soundOnly: level === "sound", freshness, assertions };
    const { output, ended } = await runChild(
      { file: PROGRAM, job, reads: [lease.directory], directory: lease.directory },
      {
        ...{ bytes: noBytes(), clock, signal: lease.signal, onStarted: async () => undefined },
        bounds: { ...limits, outputBytesMax: OUTPUT_BYTES_MAX },
      },
    );
    const seen = { ended, sha256: read.sha256(), seconds: 0, cleanup: "done" } as const;
    return { ...seen, ...readStages(output) };
  }

  function verify(request: RestoreRequest, signal: AbortSignal): Promise<SandboxReport> {
    const options = { root, account: null, confinement, limits, clock, signal };
    return reportLease(options, (lease) => look(request, lease));
  }

  return { engine: "sqlite", formats: FORMATS, verify, sweep: () => sweepScratch(root, clock) };
}

async function* noBytes(): AsyncIterable<Uint8Array> {}
