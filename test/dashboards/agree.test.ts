import { expect, test } from "vitest";
import { agree } from "../../dashboards/board/page/agree.ts";

test.each([
  ["critique", 5, "fr", "critiques"],
  ["effectuée", 11_253, "fr", "effectuées"],
  ["effectuée", 1, "fr", "effectuée"],
  ["manquante", 0, "fr", "manquante"],
  ["en retard", 2, "fr", "en retard"],
  ["filled", 2, "en", "filled"],
] as const)("%s beside %i in %s reads %s", (word, count, lang, said) => {
  expect(agree(word, count, lang)).toBe(said);
});
