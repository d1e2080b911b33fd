import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export const KAFKA_VERSIONS = ["4.1.1", "3.9.1"] as const;
export type KafkaVersion = (typeof KAFKA_VERSIONS)[number];

const HERE = import.meta.dirname;
const CACHE = join(HERE, "../../../node_modules/.cache/kafka");
const RESOLVING_MS_MAX = 300_000;

const run = promisify(execFile);

/**
 * The class path of Apache Kafka as published, in Maven's own repository; resolved once a version.
 */
export async function resolveJars(version: KafkaVersion): Promise<string> {
  const file = join(CACHE, `class-path-${version}.txt`);
  const known = await readFile(file, "utf8").catch(() => "");
  if (known !== "" && known.split(delimiter).every((jar) => existsSync(jar))) return known;
  await mkdir(CACHE, { recursive: true });
  const output = join(CACHE, `resolving-${version}-${process.pid}.txt`);
  const goals = ["dependency:build-classpath", `-Dmdep.outputFile=${output}`];
  await run(
    "mvn",
    ["-q", "-B", "-f", join(HERE, "pom.xml"), `-Dkafka.version=${version}`, ...goals],
    {
      timeout: RESOLVING_MS_MAX,
    },
  );
  const resolved = await readFile(output, "utf8");
  await writeFile(file, resolved);
  return resolved;
}
