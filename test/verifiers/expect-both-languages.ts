import { expect } from "vitest";
import type { Bilingual } from "../../schemas/bilingual.ts";

/** Fails unless both are whole sentences, and the French is not the English one again. */
export function expectBothLanguages({ en, fr }: Bilingual): void {
  expect(en).toMatch(/^\S.*[^ .]\.$/s);
  expect(fr).toMatch(/^\S.*[^ .]\.$/s);
  expect(fr).not.toBe(en);
  expect(`${en} ${fr}`).not.toMatch(/undefined|\[object/);
}
