import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";

const WHERE_DEBIAN_INSTALLS = "/usr/lib/postgresql/*/bin";
/** The first whose amcheck looks at tables too. */
const MAJOR_MIN = 14;
const VERSION = /\(PostgreSQL\) ([0-9]+)/;

export type Binaries = { readonly major: number; readonly directory: string };

/** The servers on this machine, or the one in `directory`; lowest version first. */
export function findPostgres(directory?: string): readonly Binaries[] {
  const directories = globSync(directory ?? WHERE_DEBIAN_INSTALLS);
  return directories
    .flatMap((found) => {
      const major = readMajor(found);
      return major !== null && major >= MAJOR_MIN ? [{ major, directory: found }] : [];
    })
    .toSorted((one, other) => one.major - other.major);
}

function readMajor(directory: string): number | null {
  try {
    const options = { encoding: "utf8", env: {} } as const;
    const said = execFileSync(join(directory, "postgres"), ["--version"], options);
    return Number(VERSION.exec(said)?.[1] ?? Number.NaN) || null;
  } catch {
    return null;
  }
}
