import type { Rule } from "./rule.ts";
import { isProduct, offence, type SourceFile } from "./source-file.ts";

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const LINE_COLUMNS_MAX = 100;

/** A line that opens the body of a function, as the formatter leaves it. */
const BODY_OPENS = /(=>|\)(\s*:.*)?)\s*\{$/;
const NO_FUNCTION = /^\s*(\}\s*)?(if|else|for|while|switch|catch|do|class|try|with)\b/;

export const fileSizeRule: Rule = {
  name: `a file has at most ${FILE_LINES_MAX} lines`,
  check: (file) => {
    const lines = file.text.trimEnd().split("\n").length;
    if (!isWritten(file) || lines <= FILE_LINES_MAX) return [];
    return [`${file.path}: ${lines} lines`];
  },
  damage: [{ path: "schemas/a.ts", text: "a;\n".repeat(301) }],
  fine: [
    { path: "schemas/a.ts", text: "a;\n".repeat(300) },
    { path: "package-lock.json", text: "{}\n".repeat(3_000) },
    { path: "schemas/clickhouse/schema-tables.sql", text: "a;\n".repeat(301) },
  ],
};

export const functionSizeRule: Rule = {
  name: `a function has at most ${FUNCTION_LINES_MAX} lines`,
  check: (file) => {
    if (!isProduct(file)) return [];
    const lines = file.code.split("\n");
    return lines.flatMap((line, index) => {
      if (!BODY_OPENS.test(line) || NO_FUNCTION.test(line)) return [];
      const size = sizeOfBlock(lines, index);
      return size > FUNCTION_LINES_MAX ? [`${file.path}:${index + 1}: ${size} lines`] : [];
    });
  },
  damage: [
    { path: "app/a.ts", text: `function a(): void {\n${"  b();\n".repeat(69)}}\n` },
    { path: "app/a.ts", text: `const a = async () => {\n${"  b();\n".repeat(69)}};\n` },
    {
      path: "app/a.ts",
      text: `class A {\n  b(\n    c: C,\n  ): D {\n${"    e();\n".repeat(70)}  }\n}\n`,
    },
    { path: "app/a.ts", text: `function* a(): Iterable<{ b: c }> {\n${"  b();\n".repeat(70)}}\n` },
  ],
  fine: [
    { path: "app/a.ts", text: `function a(): void {\n${"  b();\n".repeat(68)}}\n` },
    { path: "app/a.ts", text: `const a = {\n${"  b,\n".repeat(200)}};\n` },
    { path: "app/a.ts", text: `class A extends B {\n${"  b = 1;\n".repeat(100)}}\n` },
  ],
};

export const columnsRule: Rule = {
  name: `a line has at most ${LINE_COLUMNS_MAX} columns, not counting a string that fills it`,
  check: (file) => {
    if (!file.path.endsWith(".ts")) return [];
    let index = 0;
    return file.text.split("\n").flatMap((line) => {
      const start = index;
      index += line.length + 1;
      if (line.length - stringColumns(file, start, line.length) <= LINE_COLUMNS_MAX) return [];
      return [offence(file, start, `${line.length} columns`)];
    });
  },
  damage: [
    { path: "app/a.ts", text: `// ${"a ".repeat(50)}` },
    { path: "test/a.test.ts", text: `const ${"a".repeat(100)} = 1;` },
  ],
  fine: [
    { path: "app/a.ts", text: `const a = "${"a".repeat(200)}";` },
    { path: "app/a.ts", text: `// ${"a".repeat(97)}` },
    { path: "README.md", text: "a".repeat(300) },
  ],
};

/** By us, and not as an engine wrote it, as golden dumps are. */
/** By hand: not what the engine shows of itself. */
function isWritten({ path }: SourceFile): boolean {
  if (/\/schema-(tables|views)\.sql$/.test(path)) return false;
  return /\.(ts|css)$/.test(path) || (path.endsWith(".sql") && !path.startsWith("test/"));
}

function sizeOfBlock(lines: readonly string[], index: number): number {
  const indent = /^\s*/.exec(lines[index] ?? "")?.[0] ?? "";
  const end = lines.findIndex((line, at) => at > index && line.startsWith(`${indent}}`));
  return (end === -1 ? lines.length : end) - index + 1;
}

function stringColumns(file: SourceFile, start: number, length: number): number {
  const inside = file.strings.slice(start, start + length).trim();
  return inside.length;
}
