import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lexStatements } from "../services/tds/lex-statements.ts";

const MARK = "compose/sandbox/mark.sql";
const READ = "verifiers/sandboxes/sql-server/read-marker.sql";
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("the sandbox of docker-compose.yml", () => {
  test("is marked as the marker is read", () => {
    const [marks, reads] = [read(MARK), read(READ)];
    for (const word of ["vigie_sandbox", "N'vigie-sandbox'", "class = 0"])
      expect([marks.includes(word), reads.includes(word)]).toEqual([true, true]);
    expect(marks).toContain("@@SERVERNAME");
  });

  test("has a name that outlives its container, as its marker does", () => {
    expect(read("docker-compose.yml")).toContain("hostname: sandbox\n");
  });

  test("is marked by statements whose quotes close", () => {
    expect(lexStatements(read(MARK)).length).toBeGreaterThan(10);
  });
});
