import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { lockDirectory } from "../../platform/store/own-directory.ts";

export type Staging = AsyncDisposable & { readonly directory: string };

/**
 * A directory below `place` for copies on their way, for one process at a time; what a killed one
 * left goes first. `doing` completes "Cannot ..." where another process is at it.
 */
export async function openStaging(place: string, doing: string): Promise<Staging> {
  const lock = lockDirectory(place);
  if (lock === null)
    throw new OperatingError(`Cannot ${doing} as another process is at it`, {
      retryable: true,
      hint: "wait until it has ended",
    });
  const directory = join(place, "copies");
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  return {
    directory,
    [Symbol.asyncDispose]: async () => {
      // With its lock, and before that is let go: who waits for it finds nothing to work in.
      await rm(place, { recursive: true, force: true });
      lock.close();
    },
  };
}
