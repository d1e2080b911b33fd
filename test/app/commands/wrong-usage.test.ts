import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { addReport } from "../../../app/commands/add-report.ts";
import { addUp } from "../../../app/commands/add-up.ts";
import { addDemo } from "../../../app/commands/demo.ts";
import { openCommandWorld } from "./command-world.ts";

test.each([
  ["up --log loud", addUp, "debug, info, warn, error"],
  ["demo --exit --seed x", addDemo, "Must be a whole number from 0 to 4294967295."],
  ["demo --exit --seed 1.5", addDemo, "Must be a whole number"],
  ["demo --port 99999", addDemo, "Must be a whole number from 0 to 65535."],
  ["report week --format docx", addReport, "Ask for html, json, pdf"],
  ["report week --week 2026-W60", addReport, "2026-W60"],
])("vigie %s is wrong usage", async (words, add, said) => {
  const { run } = await openCommandWorld();
  const asking = run(add, ...words.split(" "));
  await expect(asking).rejects.toBeInstanceOf(CommanderError);
  await expect(asking).rejects.toThrow(said);
});
