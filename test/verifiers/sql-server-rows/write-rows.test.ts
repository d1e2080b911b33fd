import { expect, test } from "vitest";
import { writeRows } from "../../../verifiers/formats/sql-server-backup/rows/export/write-rows.ts";
import type { CellValue } from "../../../verifiers/formats/sql-server-backup/rows/values/cell-value.ts";

const columns = ["id", "a,b", "text"].map((name) => ({ name, type: "int" }));

async function write(rows: readonly (readonly CellValue[])[], format: "jsonl" | "csv") {
  const read = async function* () {
    yield* rows;
  };
  let text = "";
  for await (const line of writeRows({ columns, rows: read() }, format)) text += line;
  return text;
}

test("CSV follows RFC 4180, and tells a null from an empty text", async () => {
  const rows = [
    [1, null, ""],
    [2, 'say "yes"', "two\r\nlines"],
    [3, true, "é, ü"],
  ];
  expect(await write(rows, "csv")).toBe(
    'id,"a,b",text\r\n1,,""\r\n2,"say ""yes""","two\r\nlines"\r\n3,true,"é, ü"\r\n',
  );
});

test("JSON lines keep what a number cannot hold", async () => {
  const rows = [["9223372036854775807", null, Number.NaN]];
  expect(await write(rows, "jsonl")).toBe('{"id":"9223372036854775807","a,b":null,"text":"NaN"}\n');
});

test("a table without rows is a header, or nothing", async () => {
  expect(await write([], "csv")).toBe('id,"a,b",text\r\n');
  expect(await write([], "jsonl")).toBe("");
});
