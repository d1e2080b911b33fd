import type { FindingKind } from "../../schemas/finding.ts";
import type { CopyScene, Said } from "../copies/copy-scene.ts";

/**
 * What one run shows of how its series is stored; null where it shows nothing. It is told once for
 * all runs in a row that show it, and not again with each of them.
 */
export type Habit = {
  readonly kind: FindingKind;
  /** What is said once a later run shows otherwise. */
  readonly resolution: string;
  readonly judge: (scene: CopyScene) => HabitVerdict;
};
export type HabitVerdict =
  | { readonly is: "good" }
  | { readonly is: "bad"; readonly said: Said }
  | null;
