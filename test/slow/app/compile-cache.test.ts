import { expect, test } from "vitest";
import { runVigie } from "./own-backup/run-vigie.ts";

test("a command finds what Node made of its code the time before", async () => {
  await runVigie(["--help"], {});
  const { err } = await runVigie(["--help"], { NODE_DEBUG_NATIVE: "COMPILE_CACHE" });
  expect(err).toMatch(/StrippedTypeScript file:\S+\/app\/run-cli\.ts\.\.\.success/);
});
