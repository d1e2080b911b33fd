import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RIGHTS, RIGHTS_OF, ROLES } from "../../../schemas/access.ts";

test("docs/access.md has every role with its rights, and no other", () => {
  const docs = readFileSync(new URL("../../../docs/access.md", import.meta.url), "utf8");
  const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim().replaceAll("`", ""));
  const table = docs.split("\n").filter((line) => line.startsWith("| "));
  const [head = [], ...rows] = table.map(cellsOf);
  expect(head.slice(2, -1)).toEqual([...RIGHTS]);
  const documented = rows.map(([, role, ...cells]) => [
    role,
    RIGHTS.filter((_, index) => cells[index] === "yes"),
  ]);
  expect(documented).toEqual(ROLES.map((role) => [role, [...RIGHTS_OF[role]]]));
});
