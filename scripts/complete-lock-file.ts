import { readFileSync, writeFileSync } from "node:fs";

/**
 * Enters the optional packages of other platforms that the registry at hand did not have: without
 * an entry for each, `npm ci` refuses on every machine. Run after each change of the dependencies:
 * `npm run lock`.
 */
const FILE = new URL("../package-lock.json", import.meta.url);
const SYSTEMS = ["android", "darwin", "linux", "win32", "freebsd", "openbsd", "netbsd", "sunos"];
const PROCESSORS = ["arm64", "x64", "ia32", "arm", "ppc64", "riscv64", "s390x", "loong64"];

type Entry = {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly dev?: boolean;
};
type Lock = { readonly packages: Record<string, Entry> };

const lock = JSON.parse(readFileSync(FILE, "utf8")) as Lock;
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    lock.packages[`node_modules/${name}`] ??= entryOf(name, version, parent);
  }
}
const sorted = Object.entries(lock.packages).sort(([one], [other]) => (one < other ? -1 : 1));
writeFileSync(
  FILE,
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
);

/** The platform is in the package's name, as everybody names them: `cli-darwin-arm64`. */
function entryOf(name: string, version: string, parent: Entry) {
  const words = name.split(/[/_-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.includes("musl") ? { libc: ["musl"] } : {};
  return { version, ...(parent.dev && { dev: true }), cpu, ...libc, optional: true, os };
}
