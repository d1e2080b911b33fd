import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const WHERE_DEBIAN_INSTALLS = "/usr/bin";
const VERSION = /^QEMU emulator version ([0-9]+\.[0-9]+\.[0-9]+)/;

export type QemuPrograms = {
  readonly system: string;
  readonly img: string;
  /** Such as 7.2.22. */
  readonly version: string;
};

/** QEMU's programs on this machine, or in `directory`; null where one is not there. */
export function findQemu(directory = WHERE_DEBIAN_INSTALLS): QemuPrograms | null {
  const system = join(directory, "qemu-system-x86_64");
  const img = join(directory, "qemu-img");
  if (!existsSync(system) || !existsSync(img)) return null;
  const version = readVersion(system);
  return version === null ? null : { system, img, version };
}

function readVersion(system: string): string | null {
  try {
    const options = { encoding: "utf8", env: {} } as const;
    return VERSION.exec(execFileSync(system, ["--version"], options))?.[1] ?? null;
  } catch {
    return null;
  }
}
