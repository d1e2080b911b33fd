import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sayCheckName } from "../../schemas/say-check-name.ts";

const FOLDER = new URL("../../verifiers/", import.meta.url);
/** Named for a tool, or the same word in both languages. */
const SAME = ["pg_amcheck", "pg_checksums", "pg_verifybackup", "mariadb-check", "checkdb"].concat(
  ...["format", "image", "structure"],
);
const NAMED = /(?:takeStep\([^,]+, |\bname: )"([a-z_-]+)"(?=,? (?:\.\.\.|level|observed)|, \(\))/g;
const REFUSED = /refusedStep\("([a-z_-]+)"/g;

const names = new Set(
  readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(new URL(path, FOLDER), "utf8"))
    .flatMap((source) => [...source.matchAll(NAMED), ...source.matchAll(REFUSED)])
    .map(([, name = ""]) => name),
);

test.each([...names])("the check %s has a name in French", (name) => {
  const fr = sayCheckName(name, "fr");
  if (SAME.includes(name)) expect(fr).toBe(name);
  else expect(fr).not.toBe(name);
  expect(sayCheckName(name, "en")).toBe(name);
});

test("the names are found where checks are made", () => {
  const known = ["object", "checksum", "structure", "restore", "row-counts", "freshness", "links"];
  const steps = ["boot", "checkdb", "verify-only", "recovery", "pg_amcheck", "keys"];
  expect(known.concat(steps).filter((name) => !names.has(name))).toEqual([]);
});

test("an assertion keeps the name that it was given", () => {
  expect(sayCheckName("assertion: restore", "fr")).toBe("assertion : restore");
  expect(sayCheckName("restore-log", "fr")).toBe("restauration du journal");
});
