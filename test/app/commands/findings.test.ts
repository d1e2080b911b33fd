import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { addFindings } from "../../../app/commands/add-findings.ts";
import { NamingError } from "../../../app/commands/naming-error.ts";
import { aFinding } from "../../alerts/a-finding.ts";
import { series, stateOf } from "../../dashboards/board-rows.ts";
import { openCommandWorld } from "./command-world.ts";

const findings = [aFinding(), aFinding({ kind: "late", severity: "warning" })];
const states = [stateOf(series()), stateOf(series({ tenant: "globex" }))];

describe("vigie findings", () => {
  test.each([
    ["--since", "yesterday"],
    ["--until", "2026-11-17"],
    ["--kind", "mising"],
  ])("refuses %s %s, rather than say that nothing is found", async (option, value) => {
    const { run } = await openCommandWorld();
    const asking = run(addFindings, "findings", "--open", option, value);
    await expect(asking).rejects.toBeInstanceOf(CommanderError);
  });

  test("names the tenants that are known where one is asked for that is not", async () => {
    const { run } = await openCommandWorld({ findings, states });
    const asking = run(addFindings, "findings", "--open", "--tenant", "acmee");
    await expect(asking).rejects.toBeInstanceOf(NamingError);
    await expect(asking).rejects.toMatchObject({
      message: "No series of a tenant acmee is known",
      hint: "Known are: acme, globex.",
    });
    const { err, code } = await run(addFindings, "findings", "--open", "--tenant", "globex");
    expect([err, code]).toEqual(["No findings.", 0]);
  });

  test("shows those of a kind, opened from an instant until before another", async () => {
    const { run } = await openCommandWorld({ findings, states });
    const count = async (...words: readonly string[]) =>
      JSON.parse(
        `[${(await run(addFindings, "findings", "--json", ...words)).out.replaceAll("\n", ",")}]`,
      ).length;
    expect(await count("--tenant", "acme")).toBe(2);
    expect(await count("--kind", "late")).toBe(1);
    expect(await count("--since", "2026-11-17T07:01:00+01:00")).toBe(2);
    expect(await count("--since", "2026-11-17T06:01:00.001Z")).toBe(0);
    expect(await count("--until", "2026-11-17T06:01:00Z")).toBe(0);
  });
});
