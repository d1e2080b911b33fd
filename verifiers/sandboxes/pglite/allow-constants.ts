import assert from "node:assert";
import { constants } from "node:fs";

/**
 * Emscripten reads file-system constants through `process.binding`, which the permission model
 * takes away: gives it those, and nothing else.
 */
export function allowConstants(): void {
  Object.defineProperty(process, "binding", {
    value: (name: unknown) => {
      assert(name === "constants", "a sandbox has no bindings");
      return { fs: constants };
    },
  });
}
