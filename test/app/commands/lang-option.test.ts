import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { addFindings } from "../../../app/commands/add-findings.ts";
import { addHandover } from "../../../app/commands/add-handover.ts";
import { addIncidents } from "../../../app/commands/incidents/add-incidents.ts";
import { addRequest } from "../../../app/commands/requests/add-request.ts";
import { addWindow } from "../../../app/commands/requests/add-window.ts";
import { openCommandWorld } from "./command-world.ts";

test.each([
  ["findings", addFindings],
  ["incidents", addIncidents],
  ["handover", addHandover],
  ["request show", addRequest],
  ["window VisitorDb", addWindow],
])("vigie %s refuses a language that Vigie does not write", async (words, add) => {
  const { run } = await openCommandWorld();
  const asking = run(add, ...words.split(" "), "--lang", "de");
  await expect(asking).rejects.toBeInstanceOf(CommanderError);
  await expect(asking).rejects.toThrow("Known are: en, fr.");
});
