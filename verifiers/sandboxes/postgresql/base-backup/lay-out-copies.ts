import { fileURLToPath } from "node:url";
import { runChild } from "../../run-child.ts";
import type { SandboxReport } from "../../sandbox.ts";
import { hashBytes } from "../../servers/hash-bytes.ts";
import type { BaseBackupWork } from "./base-backup-work.ts";
import type { LayOutJob } from "./lay-out-job.ts";
import { readAnswer } from "./read-answer.ts";

const PROGRAM = fileURLToPath(new URL("./lay-out-child.ts", import.meta.url));
const OUTPUT_BYTES_MAX = 2 ** 20;

export type LaidOut = Pick<SandboxReport, "ended" | "sha256" | "sound" | "steps">;

/**
 * Lays out the files of a base backup in the sandbox, or of all copies that follow it, read by a
 * process that can write nowhere else. `sha256`: of the bytes that it was sent.
 */
export async function layOutCopies(
  bytes: AsyncIterable<Uint8Array>,
  role: LayOutJob["role"],
  {
    lease,
    clock,
    limits,
    installed,
  }: Pick<BaseBackupWork, "lease" | "clock" | "limits" | "installed">,
): Promise<LaidOut> {
  const job: LayOutJob = {
    ...{ directory: lease.directory, role, expandedBytesMax: limits.bytesMax },
    majors: installed.map(({ major }) => major),
  };
  const read = hashBytes(bytes);
  const startedAtMs = clock.nowMs();
  const result = await runChild(
    { file: PROGRAM, job, reads: [], writes: [lease.directory], directory: lease.directory },
    {
      bytes: read.bytes,
      bounds: { ...limits, outputBytesMax: OUTPUT_BYTES_MAX },
      clock,
      onStarted: async () => undefined,
      signal: lease.signal,
    },
  );
  const { sound, steps } = readAnswer(result, { name: "structure", startedAtMs });
  return { ended: result.ended, sound, steps, sha256: read.sha256() };
}
