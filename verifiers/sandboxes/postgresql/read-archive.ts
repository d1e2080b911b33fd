import { join } from "node:path";
import { expandGzip } from "../../formats/expand-gzip.ts";
import type { RestoreRequest, SandboxStep } from "../sandbox.ts";
import type { Filter } from "../servers/open-lease.ts";
import { layOutCopies } from "./base-backup/lay-out-copies.ts";
import { ARCHIVE } from "./base-backup/place-member.ts";
import { giveAway } from "./base-backup/settle-directory.ts";
import type { ServerWork } from "./server-work.ts";

export type Archive = {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Whether it could not be read to its end. */
  readonly failed: () => Promise<boolean>;
  /** Why it was not read at all; empty where it was. */
  readonly refused: readonly SandboxStep[];
};

/**
 * An archive as the script that pg_restore makes of it, without a server: what it would run is
 * vetted as any other script. The program works on hostile bytes, so it is the sandbox's too.
 */
export async function readArchive(
  { format, gzip }: RestoreRequest,
  bytes: AsyncIterable<Uint8Array>,
  work: ServerWork,
): Promise<Archive> {
  if (format === "postgres-tar") return readDirectory(bytes, work);
  const plain = gzip ? expandGzip(bytes, work.limits.bytesMax) : bytes;
  return toArchive(runRestore(work, ["--format", "c"], plain));
}

/**
 * pg_restore reads the directory of a dump only where it lies on disk; pg_dump's own tar archives
 * are such a directory once they are unpacked (its documentation, `--format`).
 */
async function readDirectory(bytes: AsyncIterable<Uint8Array>, work: ServerWork): Promise<Archive> {
  const { lease, account } = work;
  const laid = await layOutCopies(bytes, "archive", { ...work, installed: [] });
  if (laid.sound?.verdict !== "pass")
    return { bytes: nothing(), failed: async () => true, refused: laid.steps };
  const directory = join(lease.directory, ARCHIVE);
  await giveAway(directory, account);
  return toArchive(runRestore(work, ["--format", "d", directory], nothing()));
}

function runRestore(
  { lease, binaries }: ServerWork,
  what: readonly string[],
  input: AsyncIterable<Uint8Array>,
): Filter {
  const file = join(binaries.directory, "pg_restore");
  return lease.pipe({ file, parameters: ["--no-owner", "--file", "-", ...what] }, input);
}

function toArchive({ output, code }: Filter): Archive {
  return { bytes: output, failed: async () => (await code) !== 0, refused: [] };
}

async function* nothing(): AsyncIterable<Uint8Array> {}
