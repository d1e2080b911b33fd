import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Why no S3 server can be had here, or null. Where skips are forbidden nothing is missing: the test
 * fails instead.
 */
export function missingS3(environment: NodeJS.ProcessEnv): string | null {
  if (environment["S3_ENDPOINT"]) return null;
  return missingGo(environment);
}

/** The same for tests that need a server of their own, to harm it or to set it up. */
export function missingGo(environment: NodeJS.ProcessEnv): string | null {
  if (environment["VIGIE_NO_SKIP"] === "1" || isOnPath("go", environment["PATH"])) return null;
  return "there is no go, 1.21 or newer, to build its programs with: see https://go.dev/dl";
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
