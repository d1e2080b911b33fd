import { expect, test } from "vitest";
import { splitSource } from "./split-source.ts";

test.each([
  ["a(); // b()", "a();       ", "           "],
  ["a(/* b\n */ c);", "a(    \n    c);", "      \n       "],
  ['a("b") + c;', 'a(" ") + c;', "   b       "],
  ["a('b\\'c');", "a('    ');", "   b\\'c   "],
  ["`a\u0024{b(`c`)}d`;", "` \u0024{b(` `)} `;", " a     c   d  "],
  ["a = /[/']`/g;", "a =         ;", "    /[/']`/g "],
  ["a / b / c;", "a / b / c;", "          "],
  ['f(") // ");', 'f("     ");', "   ) //    "],
  ["`$a \u0024{{ b: 1 }} c`", "`   \u0024{{ b: 1 }}  `", " $a             c "],
])("splitSource() tells code from strings and comments in %j", (text, code, strings) => {
  expect(splitSource(text)).toEqual({ code, strings });
});
