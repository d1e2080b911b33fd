import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { lockDirectory } from "../../platform/store/own-directory.ts";

export type Staging = AsyncDisposable & { readonly directory: string };

/**
 * A directory for copies on their way, for one backup at a time; what a killed one left goes first.
 * It is below the data that it is copied from, with the same rights and on the same disk.
 */
export async function openStaging(data: string): Promise<Staging> {
  const place = join(data, "backup");
  const lock = lockDirectory(place);
  if (lock === null)
    throw new OperatingError(`Cannot back up ${data} as another backup of it runs`, {
      retryable: true,
      hint: "wait until it has ended",
    });
  const directory = join(place, "copies");
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  return {
    directory,
    [Symbol.asyncDispose]: async () => {
      await rm(directory, { recursive: true, force: true });
      lock.close();
    },
  };
}
