import type { Judgement } from "../findings/judgement.ts";
import type { CopyScene } from "./copy-scene.ts";
import { detectChangedCopies } from "./detect-changed.ts";
import { detectClaimMismatch } from "./detect-claim.ts";
import { detectCutLocks } from "./detect-cut-locks.ts";
import { detectLostCopies } from "./detect-lost.ts";
import { detectMismatch } from "./detect-mismatch.ts";
import { detectMissingCopies } from "./detect-missing.ts";

/** Every detector of copies; adding one is a line here. */
const DETECTORS = [
  detectMissingCopies,
  detectLostCopies,
  detectChangedCopies,
  detectMismatch,
  detectClaimMismatch,
  detectCutLocks,
];

/** All that the detectors of copies say of one successful run. */
export function judgeCopies(scene: CopyScene): readonly Judgement[] {
  return DETECTORS.flatMap((detect) => detect(scene));
}
