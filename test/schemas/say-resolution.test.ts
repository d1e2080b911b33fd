import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RESOLUTIONS } from "../../schemas/resolutions.ts";
import { goesOn, sayResolution } from "../../schemas/say-resolution.ts";

const ROOT = new URL("../../", import.meta.url);
const SAYING = ["analyzers", "alerts", "app/disk"];

const sources = SAYING.flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(new URL(`${folder}/${path}`, ROOT), "utf8")),
).join("\n");

describe("sayResolution()", () => {
  test.each([
    ["became missing", "désormais manquante"],
    ["undersized by what is known now", "trop petite, d'après ce qui est connu désormais"],
    ["became copy-damaged", "désormais endommagée"],
    ["filled 1 d 2 h late", "effectuée avec 1 j 2 h de retard"],
    ["3.2 GB are free again", "3,2 Go à nouveau libres"],
    ["proven by 0f9c", "prouvée par 0f9c"],
    ["0 rejects within the last hour", "0 rejets dans la dernière heure"],
    ["expected, says Ada: so it is, became late", "attendue, selon Ada : so it is, became late"],
    [
      "a new normal from 2026-11-20T00:00:00Z on, says Ada: moved on, says Bob: yes",
      "nouvelle normale à partir du 2026-11-20T00:00:00Z, selon Ada : moved on, says Bob: yes",
    ],
    ["New Year", "New Year"],
  ])("%s: %s", (en, fr) => {
    expect(sayResolution(en, "fr")).toBe(fr);
    expect(sayResolution(en, "en")).toBe(en);
  });

  test("knows each by its own words alone", () => {
    for (const { en, fr, goesOn: wanted = false } of RESOLUTIONS.filter(({ state }) => !state)) {
      expect(sayResolution(en.replace("{bytes}", "1 kB"), "fr")).toBe(
        fr.replace("{bytes}", "1 ko"),
      );
      expect(goesOn(en), en).toBe(wanted);
      expect(en, "a character of patterns").not.toMatch(/[.*+?^$()|[\]\\]/);
    }
  });

  test("knows what is told otherwise from then on", () => {
    const states = ["late", "missing", "restore-failed", "running", "filled"];
    expect(states.filter((state) => goesOn(`became ${state}`))).toEqual(states.slice(0, 3));
  });

  test.each(RESOLUTIONS.map(({ en }) => en))("is asked of what somebody says: %s", (en) => {
    const parts = en.split(/\{\w+\}|, says /).filter((words) => /\w/.test(words));
    for (const part of parts) expect(sources.includes(part), part).toBe(true);
  });
});
