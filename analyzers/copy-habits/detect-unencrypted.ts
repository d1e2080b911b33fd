import type { Copy } from "../copies/copy.ts";
import { isEncrypted } from "../copies/copy.ts";
import { type CopyScene, isComplete, isPastDeadline, type Said } from "../copies/copy-scene.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Habit } from "./habit.ts";

/**
 * Whether the copies of a run are encrypted, where the policy asks for it. What was seen of a copy
 * counts more than what its job claims; where nobody says, nothing is known.
 */
export const detectUnencrypted: Habit = {
  kind: "unencrypted",
  resolution: "the copies of a later run are encrypted",
  judge: (scene) => {
    if (!scene.policy.copies?.encrypted) return null;
    const claimed = scene.success.encrypted;
    const copies = scene.present;
    if (copies.length === 0)
      return claimed === false && isPastDeadline(scene)
        ? { is: "bad", said: say(scene, null) }
        : null;
    const known = copies.map((copy) => ({ copy, encrypted: isEncrypted(copy) ?? claimed }));
    const plain = known.find(({ encrypted }) => encrypted === false);
    if (plain) return { is: "bad", said: say(scene, plain.copy) };
    const isGood = isComplete(scene) && known.every(({ encrypted }) => encrypted);
    return isGood ? { is: "good" } : null;
  },
};

function say(scene: CopyScene, copy: Copy | null): Said {
  const { en, fr } = saySeries(scene.series);
  const where = copy ? { en: ` in ${copy.place.vault}`, fr: ` dans ${copy.place.vault}` } : null;
  return {
    severity: "warning",
    copy: copy?.place ?? null,
    evidence: { claimed: scene.success.encrypted, observed: copy && isEncrypted(copy) },
    summary: {
      en: `The ${en} is not encrypted${where?.en ?? ""}, though its policy asks for it.`,
      fr: `La ${fr} n'est pas chiffrée${where?.fr ?? ""}, alors que sa politique l'exige.`,
    },
  };
}
