import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { S3Objects } from "../../platform/objects/s3/create-s3-objects.ts";
import type { Copy } from "../directory/copy.ts";

/** An upload of a backup may take a night. */
const UNFINISHED_AFTER_MS = 24 * 3_600_000;
const TOLD_MAX = 10_000;
const NAME_LENGTH_LOGGED = 200;

type Options = {
  readonly buckets: ReadonlyMap<string, S3Objects>;
  readonly clock: Clock;
  readonly logger: Logger;
};

/**
 * Says in the log, once each, what lies in buckets and is no copy: uploads that were begun and
 * never completed, and versions behind the delete marker or the newer version of what is gone.
 */
export function createLeftoverWatch({ buckets, clock, logger }: Options) {
  const told = new Set<string>();

  function isNews(key: string): boolean {
    if (told.has(key) || told.size >= TOLD_MAX) return false;
    told.add(key);
    return true;
  }

  async function tellUploads(vault: string, { listUploads }: S3Objects): Promise<void> {
    const beforeMs = clock.nowMs() - UNFINISHED_AFTER_MS;
    for await (const { name, uploadId, startedAtMs } of listUploads()) {
      if (startedAtMs > beforeMs || !isNews(`upload ${vault}/${uploadId}`)) continue;
      const about = { vault, object: name.slice(0, NAME_LENGTH_LOGGED), startedAtMs };
      logger.warn(about, "An upload was begun and never completed: its parts are no copy");
    }
  }

  /** Only a whole listing shows versions, so it is asked for only where something is gone. */
  async function tellVersions(vault: string, { listVersions }: S3Objects, gone: Set<string>) {
    for await (const { name, versionId, isDeleteMarker } of listVersions()) {
      if (!gone.has(name) || isDeleteMarker) continue;
      if (!isNews(`version ${vault}/${name}`)) continue;
      const about = { vault, object: name.slice(0, NAME_LENGTH_LOGGED), versionId };
      logger.warn(about, "A copy is gone, and a version of it is still behind its delete marker");
    }
  }

  async function tryTo(vault: string, what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      if (isNews(`refused ${vault} ${what}`))
        logger.info({ err: error, vault }, `The ${what} of a bucket cannot be listed`);
    }
  }

  return async (removed: readonly Copy[]): Promise<void> => {
    for (const [vault, objects] of buckets) {
      await tryTo(vault, "unfinished uploads", () => tellUploads(vault, objects));
      const gone = new Set(removed.filter((copy) => copy.vault === vault).map(({ name }) => name));
      if (gone.size === 0) continue;
      await tryTo(vault, "versions", () => tellVersions(vault, objects, gone));
    }
  };
}
