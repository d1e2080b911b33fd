import { expect, test } from "vitest";
import {
  toCopyText,
  toEngineType,
} from "../../../verifiers/sandboxes/sql-server-rows/column-types.ts";
import { translateSql } from "../../../verifiers/sandboxes/sql-server-rows/translate-sql.ts";

test.each([
  ["SELECT [Order Id] FROM [dbo].[Order]]s]", 'SELECT "order id" FROM "dbo"."order]s"'],
  ['SELECT "Id" FROM Visits', 'SELECT "id" FROM Visits'],
  ["SELECT N'[It''s]', 'N''x'", "SELECT '[It''s]', 'N''x'"],
  ["SELECT 1 -- [a] 'b", "SELECT 1  "],
  ["SELECT /* 'a [b */ 'c'", "SELECT   'c'"],
  ["SELECT '--', [a]", "SELECT '--', \"a\""],
  ["SELECT 1 WHERE x LIKE '%a%'", "SELECT 1 WHERE x LIKE '%a%'"],
  ["SELECT 1 WHERE x LIKE '[ab]%'", null],
  ["SELECT 1 WHERE x LIKE 'C:\\\\%'", null],
  ["SELECT 1 WHERE x = 'C:\\\\'", "SELECT 1 WHERE x = 'C:\\\\'"],
  ["SELECT x FROM y ORDER  BY x", null],
  [
    "SELECT [order by] FROM y WHERE z = 'order by ^'",
    "SELECT \"order by\" FROM y WHERE z = 'order by ^'",
  ],
  ["SELECT CAST(x AS BigInt) FROM y", null],
  ["SELECT CAST(x AS Decimal) FROM y", null],
  ["SELECT CAST(x AS numeric ) FROM y", null],
  ["SELECT CAST(x AS char) FROM y", null],
  ["SELECT CAST(x AS nvarchar) FROM y", null],
  ["SELECT CAST(x AS decimal (9, 2)) FROM y", "SELECT CAST(x AS decimal (9, 2)) FROM y"],
  ["SELECT CAST(x AS varchar(9)) FROM y", "SELECT CAST(x AS varchar(9)) FROM y"],
  ["SELECT CAST(x AS date) FROM y", "SELECT CAST(x AS date) FROM y"],
  ["SELECT x ^ 1 FROM y", null],
])("translateSql() reads names and texts as T-SQL does: %s", (sql, translated) => {
  expect(translateSql(sql)).toBe(translated);
});

const column = (type: number, collation = 0) => ({
  ...{ table: 1, id: 1, name: "a", type, length: 8, precision: 0, scale: 0, status: 0 },
  collation,
});

test.each([
  [231, "a\tb\\c\r\n  ", "a\\tb\\\\c\\r\\n"],
  [165, "0x00ff", "\\\\x00ff"],
  [104, true, "1"],
  [106, "-12.50", "-12.50"],
  [62, 0.1, "0.1"],
  [231, null, "\\N"],
])("toCopyText() writes values of type %i for COPY", (type, value, written) => {
  expect(toCopyText(value, column(type))).toBe(written);
});

test("toEngineType() compares texts without case where their collation does", () => {
  expect(toEngineType(column(231, 0x3400_d008))).toBe("citext");
  expect(toEngineType(column(231, 0xc008))).toBe("text");
  expect(toEngineType(column(241))).toBe("text");
});
