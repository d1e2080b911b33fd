import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
/** All that may bear on what is found, and how it is remembered. */
const FOLDERS = ["analyzers", "platform", "schemas"];
/** What is not in the folders, to the version. */
const PACKAGES = ["package.json", "package-lock.json"];

/**
 * A digest of the code as it lies there, and of what runs it: what other code remembered may be of
 * another form, or mean something else.
 */
export function digestSources(): string {
  const digest = createHash("sha256");
  digest.update(JSON.stringify(process.versions));
  for (const name of [...PACKAGES, ...FOLDERS.flatMap(listSources)])
    digest.update(`\n${name}\n`).update(readFileSync(new URL(name, ROOT)));
  return digest.digest("hex");
}

function listSources(folder: string): readonly string[] {
  const names = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`)
    .sort();
}
