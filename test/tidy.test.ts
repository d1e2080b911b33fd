import { describe, expect, test } from "vitest";
import { banRules } from "./tidy/ban-rules.ts";
import { demoRule, extensionRule, folderRule } from "./tidy/folder-rules.ts";
import { dependencyRule, homeRule } from "./tidy/home-rules.ts";
import { drawerRule, kebabRule, mainExportRule } from "./tidy/name-rules.ts";
import { lockRule, machinePathRule } from "./tidy/repository-rules.ts";
import type { Rule } from "./tidy/rule.ts";
import { columnsRule, fileSizeRule, functionSizeRule } from "./tidy/size-rules.ts";
import { createSourceFile, readSourceFiles } from "./tidy/source-file.ts";
import { sqlClockRule, sqlReadRule } from "./tidy/sql-rules.ts";

const RULES: readonly Rule[] = [
  folderRule,
  demoRule,
  extensionRule,
  homeRule,
  dependencyRule,
  ...banRules,
  fileSizeRule,
  functionSizeRule,
  columnsRule,
  drawerRule,
  kebabRule,
  mainExportRule,
  sqlClockRule,
  sqlReadRule,
  lockRule,
  machinePathRule,
];

const files = readSourceFiles(new URL("../", import.meta.url));

describe.each(RULES)("$name", ({ check, damage, fine }) => {
  test("holds in every file", () => {
    expect(files.flatMap((file) => check(file, files))).toEqual([]);
  });

  test.each(damage)("would catch $path: $text", ({ path, text }) => {
    const file = createSourceFile(path, text);
    expect(check(file, [file])).not.toEqual([]);
  });

  test.each(fine)("would leave alone $path: $text", ({ path, text }) => {
    const file = createSourceFile(path, text);
    expect(check(file, [file])).toEqual([]);
  });
});

test("the rules look at the whole project", () => {
  const paths = files.map(({ path }) => path);
  for (const path of ["README.md", "package-lock.json", "schemas/events.ts", "test/tidy.test.ts"])
    expect(paths).toContain(path);
  expect(paths.length).toBeGreaterThan(100);
});
