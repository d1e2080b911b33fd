import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type ControlFile, readControl } from "../../../formats/data-directory/read-control.ts";
import type { Lease } from "../../servers/open-lease.ts";
import { DATA } from "./place-member.ts";

const SMALL_FILE_BYTES_MAX = 64 * 1_024;
const OF_TABLESPACE_MAP = /^([0-9]{1,10}) /gm;

export type DirectoryFacts = {
  readonly major: number;
  readonly control: ControlFile | null;
  /** Whether it is a base backup, and no copy of a stopped server. */
  readonly hasLabel: boolean;
  readonly hasManifest: boolean;
  /** Those that the backup had and whose files are not here. */
  readonly missingTablespaces: readonly string[];
};

/** What the files say that were laid out in a sandbox's data directory. */
export async function readDirectoryFacts({ directory }: Lease): Promise<DirectoryFacts> {
  const data = join(directory, DATA);
  const text = async (name: string) => (await readSmall(join(data, name)))?.toString("latin1");
  const control = await readSmall(join(data, "global/pg_control"));
  return {
    major: Number.parseInt((await text("PG_VERSION")) ?? "", 10),
    control: control && readControl(control),
    hasLabel: (await text("backup_label")) !== undefined,
    hasManifest: (await readSmall(join(data, "backup_manifest"))) !== null,
    missingTablespaces: await listMissing(join(data, "pg_tblspc"), await text("tablespace_map")),
  };
}

async function listMissing(directory: string, map = ""): Promise<readonly string[]> {
  const linked = await readdir(directory).catch(() => []);
  const mapped = [...map.matchAll(OF_TABLESPACE_MAP)].map(([, id = ""]) => id);
  const missing: string[] = [];
  for (const id of new Set([...linked, ...mapped])) {
    const within = await readdir(join(directory, id)).catch(() => []);
    if (within.length === 0) missing.push(id);
  }
  return missing;
}

/** The first bytes of a file; null where there is none. */
async function readSmall(path: string): Promise<Buffer | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SMALL_FILE_BYTES_MAX));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
