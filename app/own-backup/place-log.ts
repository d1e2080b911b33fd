import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { placeLogFile } from "../../platform/log/copies/place-log-file.ts";
import { embeddedLogFile } from "../../platform/log/embedded-log-file.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { isForAll } from "./is-for-all.ts";
import type { Manifest } from "./manifest.ts";

const DIRECTORY_MODE = 0o700;
const PARTITIONS = new Map(
  Object.values(TOPICS).map(({ name, partitions }) => [name as string, partitions]),
);

/** Puts the copy of a log into a data directory; the keys of one of Kafka's get other places. */
export async function placeLog(
  staging: string,
  data: string,
  { servers = [] }: Pick<Manifest, "servers">,
): Promise<void> {
  const from = join(staging, "log.sqlite");
  const to = embeddedLogFile(join(data, "log"));
  await mkdir(join(data, "log"), { mode: DIRECTORY_MODE });
  if (!servers.includes("kafka")) return rename(from, to);
  const partitionsOf = (topic: string, before: number) => PARTITIONS.get(topic) ?? before;
  placeLogFile({ from, to, partitionsOf, isForAll });
}
