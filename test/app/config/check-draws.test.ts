import { expect, test } from "vitest";
import { checkDraws } from "../../../app/config/check-draws.ts";
import { ConfigError, loadConfig } from "../../../app/config/load-config.ts";

const load = (text: string) => loadConfig({ file: "/etc/vigie/vigie.yaml", text });

test.each([
  ["10GiB", 0],
  ["11GiB", 1],
])("checkDraws() where %s may be drawn and 10GiB verified finds %d faults", (bytesMax, faults) => {
  const verification = { bytesMax: "10GiB", draws: { copies: 5, bytesMax } };
  expect(checkDraws({ verification })).toHaveLength(faults);
});

test.each([
  ["no copy to draw", "verification: { draws: { copies: 0 } }"],
  ["a campaign of a day", "verification: { draws: { copies: 5, campaign: 1d } }"],
  ["larger draws than reads", "verification: { draws: { copies: 5, bytesMax: 11GiB } }"],
  ["an unknown bound", "verification: { budget: { vaults: { dc2: { bites: 1GiB } } } }"],
])("a configuration with %s is refused", (_, text) => {
  expect(() => load(text)).toThrow(ConfigError);
});

test("a budget and draws have their defaults", () => {
  const { budget, draws } = load("verification: { draws: { copies: 5 } }").verification;
  expect(budget).toMatchObject({ time: 8 * 3_600_000, sandboxes: 1_000, extras: 20, vaults: {} });
  expect(draws).toEqual({ copies: 5, level: "restored", campaign: 91 * 86_400_000 });
});
