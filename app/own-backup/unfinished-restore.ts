import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";

const FILE = "restore-unfinished.json";

const unfinishedSchema = z.strictObject({
  backup: z.string(),
  /** Names of the servers that were empty before it, and have some of the backup since. */
  servers: z.array(z.string()),
});

/** A restore whose servers were not all filled. */
export type UnfinishedRestore = z.infer<typeof unfinishedSchema>;

/** Says so in a data directory, before the first server is filled. */
export async function noteUnfinished(data: string, restore: UnfinishedRestore): Promise<void> {
  await writeFile(join(data, FILE), JSON.stringify(restore), { flush: true });
}

export async function forgetUnfinished(data: string): Promise<void> {
  await rm(join(data, FILE));
}

/** Null where the data directory is whole, or not there. */
export async function readUnfinished(data: string): Promise<UnfinishedRestore | null> {
  if (!existsSync(join(data, FILE))) return null;
  const text = await readFile(join(data, FILE), "utf8");
  const parsed = unfinishedSchema.safeParse(parseJson(text));
  // Written, but not to its end: no server was touched.
  return parsed.data ?? { backup: "", servers: [] };
}

/** What has only a part of the backup would be taken for the truth, and people told of it. */
export function refuseUnfinishedRestore(data: string): void {
  if (!existsSync(join(data, FILE))) return;
  throw new OperatingError(`Cannot start on ${data} as a restore into it was not finished`, {
    retryable: false,
    hint: "run the same `vigie restore` again: it begins anew, with all that it had filled",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
