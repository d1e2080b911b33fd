import { startBucketCollector } from "../../ingest/bucket/start-bucket-collector.ts";
import { startDirectoryCollector } from "../../ingest/directory/start-directory-collector.ts";
import type { CollectorOptions } from "../../ingest/directory/start-vault-collector.ts";
import type { SourceConfig } from "../../schemas/source.ts";
import { openObjects } from "../config/readable-vaults.ts";

/** Starts the collector of one source, with the secrets of its vaults read. */
export function startCollector(
  source: SourceConfig,
  options: CollectorOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly stop: () => Promise<void> }> {
  if (source.collector === "directory") return startDirectoryCollector({ source, ...options });
  const open = ({ name, s3 }: (typeof source.vaults)[number]) =>
    [name, openObjects(s3, environment)] as const;
  return startBucketCollector({ source, buckets: new Map(source.vaults.map(open)), ...options });
}
