import { expect, test } from "vitest";
import { machineOf } from "../../../verifiers/requests/machine-of.ts";

test.each([
  ["par-sql-03", "par-sql-03"],
  [" PAR-SQL-03 ", "par-sql-03"],
  ["par-sql-03.corp.local", "par-sql-03"],
  ["par-sql-03.corp.local.,1433", "par-sql-03"],
  ["par-sql-03, 1433", "par-sql-03"],
  ["tcp:par-sql-03.corp.local\\PROD,1433", "par-sql-03"],
  ["np:\\\\par-sql-03\\pipe\\sql\\query", "par-sql-03"],
  ["postgresql://par-sql-03:5432/shop", "par-sql-03"],
  ["par-sql-03:5432", "par-sql-03"],
  ["10.0.0.5,1433", "10.0.0.5"],
  ["[fd00::5]:5432", "fd00::5"],
  ["fd00::5", "fd00::5"],
  ["par-sql-04", "par-sql-04"],
])("machineOf() knows %s as %s", (instance, machine) => {
  expect(machineOf(instance)).toBe(machine);
});
