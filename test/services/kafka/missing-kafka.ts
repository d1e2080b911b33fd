import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Why no broker can be had here, or null. Where skips are forbidden nothing is missing: the test
 * fails instead.
 */
export function missingKafka(environment: NodeJS.ProcessEnv): string | null {
  if (environment["KAFKA_BROKERS"]) return null;
  return missingJava(environment);
}

/** The same for tests that need brokers of their own, to kill them or to set them up. */
export function missingJava(environment: NodeJS.ProcessEnv): string | null {
  if (environment["VIGIE_NO_SKIP"] === "1") return null;
  const missing = ["java", "mvn"].filter((program) => !isOnPath(program, environment["PATH"]));
  if (missing.length === 0) return null;
  return `there is no ${missing.join(" and no ")}: apt install openjdk-17-jre-headless maven`;
}

function isOnPath(program: string, path = ""): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
