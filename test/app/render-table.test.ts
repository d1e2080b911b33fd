import { expect, test } from "vitest";
import { printable, renderTable } from "../../app/render-table.ts";

test.each([
  ["a colour", "a\u001b[31mb", "a?[31mb"],
  ["a CSI of one character", "a\u009b31mb", "a?31mb"],
  ["another line", "a\nb\u2028c\u2029d", "a?b?c?d"],
  ["text that is turned around", "a\u202egpj.exe\u202c\u2066b\u2069", "a?gpj.exe??b?"],
  ["marks of direction", "a\u200e\u200f\u061cb", "a???b"],
])("printable() takes out %s", (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each(["é à ü", "قاعدة", "base 👨‍👩‍👧", "数据库"])("printable() leaves %s", (text) => {
  expect(printable(text)).toBe(text);
});

test("renderTable() shows a hostile cell in one line", () => {
  expect(renderTable(["a", "b"], [["x\r\n\u202ey", "z"]])).toBe("a      b\nx???y  z");
});
