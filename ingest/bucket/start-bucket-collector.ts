import type { S3Objects } from "../../platform/objects/s3/create-s3-objects.ts";
import type { BucketSource } from "../../schemas/source.ts";
import type { Examining } from "../directory/examining.ts";
import { type CollectorOptions, startVaultCollector } from "../directory/start-vault-collector.ts";
import { createLeftoverWatch } from "./create-leftover-watch.ts";
import { describeObject, readDescription } from "./describe-object.ts";

/** One request each; servers answer many at once. */
const DESCRIBING: Examining = {
  examine: describeObject,
  attributesOf: readDescription,
  costOf: () => 1,
  together: 16,
};

type Options = CollectorOptions & {
  readonly source: BucketSource;
  /** By the names of the source's vaults; closed when the collector stops. */
  readonly buckets: ReadonlyMap<string, S3Objects>;
};

/** Watches buckets of backups: what they list and keep of each object, without reading it. */
export async function startBucketCollector({
  source,
  buckets,
  ...options
}: Options): Promise<{ readonly stop: () => Promise<void> }> {
  const { clock, logger } = options;
  const { every, again } = source;
  const collector = await startVaultCollector({
    ...options,
    source: {
      ...source,
      // An object is there whole, or not at all.
      ...{ everyMs: every, settleMs: 0 },
      again: { everyMs: again.every, costPerHour: again.objectsPerHour },
    },
    vaults: buckets,
    examining: DESCRIBING,
    onScanned: createLeftoverWatch({ buckets, clock, logger }),
  });
  return {
    stop: async () => {
      await collector.stop();
      for (const { close } of buckets.values()) close();
    },
  };
}
