import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const WHERE_DEBIAN_INSTALLS = ["/usr/sbin", "/usr/bin"];
const PROGRAMS = ["mariadbd", "mariadb", "mariadb-install-db", "mariadb-check"] as const;
const VERSION = /Ver ([0-9]+\.[0-9]+\.[0-9]+)-MariaDB/;

export type MariadbProgram = (typeof PROGRAMS)[number];
export type MariadbPrograms = Readonly<Record<MariadbProgram, string>> & {
  /** Such as 10.11.19. */
  readonly version: string;
};

/** The server's programs on this machine, or in `directory`; null where one is not there. */
export function findMariadb(directory?: string): MariadbPrograms | null {
  const places = directory === undefined ? WHERE_DEBIAN_INSTALLS : [directory];
  const [mariadbd, mariadb, install, check] = PROGRAMS.map((program) =>
    places.map((place) => join(place, program)).find((file) => existsSync(file)),
  );
  if (!mariadbd || !mariadb || !install || !check) return null;
  const version = readVersion(mariadbd);
  if (version === null) return null;
  return { mariadbd, mariadb, "mariadb-install-db": install, "mariadb-check": check, version };
}

function readVersion(mariadbd: string): string | null {
  try {
    const options = { encoding: "utf8", env: {} } as const;
    return VERSION.exec(execFileSync(mariadbd, ["--version"], options))?.[1] ?? null;
  } catch {
    return null;
  }
}
