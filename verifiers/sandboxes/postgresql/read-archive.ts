import { join } from "node:path";
import type { ServerWork } from "./server-work.ts";

/** pg_restore's names of the archives that it can read from a pipe. */
const KINDS: Readonly<Record<string, string>> = { "postgres-custom": "c", "postgres-tar": "t" };

/**
 * An archive as the script that pg_restore makes of it, without a server: what it would run is
 * vetted as any other script. The program works on hostile bytes, so it is the sandbox's too.
 */
export function readArchive(
  format: string,
  bytes: AsyncIterable<Uint8Array>,
  { lease, binaries }: ServerWork,
) {
  const file = join(binaries.directory, "pg_restore");
  const kind = KINDS[format] ?? "c";
  const parameters = ["--format", kind, "--no-owner", "--file", "-"];
  const program = lease.pipe({ file, parameters }, bytes);
  return {
    bytes: program.output,
    /** Whether it could not read the archive to its end. */
    failed: async () => (await program.code) !== 0,
  };
}
