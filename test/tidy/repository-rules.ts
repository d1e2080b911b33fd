import type { Rule } from "./rule.ts";
import { offence } from "./source-file.ts";

/** Joined here, so that this file passes its own rule. */
const MACHINE_PATHS = new RegExp(
  ["/work", "/home", "/root", "/Users", "C:\\\\+Users"]
    .map((start) => `(?<![\\w.:/])${start}[\\\\/]+[\\w.-]+`)
    .join("|"),
  "g",
);

export const lockRule: Rule = {
  name: "the lock file names no registry",
  check: (file) =>
    file.path === "package-lock.json"
      ? [...file.text.matchAll(/"resolved": *"[^"]*"/g)].map((found) =>
          offence(file, found.index, found[0]),
        )
      : [],
  damage: [
    { path: "package-lock.json", text: '{ "resolved": "https://registry.example/a/-/a-1.tgz" }' },
  ],
  fine: [{ path: "package-lock.json", text: '{ "version": "1.0.0", "integrity": "sha512-a" }' }],
};

export const machinePathRule: Rule = {
  name: "no file names a path of somebody's machine",
  check: (file) =>
    [...file.text.matchAll(MACHINE_PATHS)].map((found) => offence(file, found.index, found[0])),
  damage: [
    { path: "README.md", text: `cd ${"/home"}/somebody/vigie` },
    { path: "app/a.ts", text: `const a = "${"/work"}/main";` },
    { path: "app/a.ts", text: `const a = "${"/root"}/.npm";` },
  ],
  fine: [
    { path: "README.md", text: "https://example.org/home/page and ./work/main" },
    { path: "README.md", text: "/backups/VisitorDb" },
  ],
};
