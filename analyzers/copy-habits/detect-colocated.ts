import { COPY_ROLES } from "../../schemas/events.ts";
import type { Copy } from "../copies/copy.ts";
import type { CopyScene, Said } from "../copies/copy-scene.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Habit } from "./habit.ts";

/** Whether primary and duplicate of a run lie in two vaults, where the policy asks for both. */
export const detectColocated: Habit = {
  kind: "copies-colocated",
  resolution: "the copies of a later run are in two vaults",
  judge: (scene) => {
    const required = scene.policy.copies?.required ?? [];
    if (!COPY_ROLES.every((role) => required.includes(role))) return null;
    const places = scene.present.map(({ place }) => place);
    const [primary, duplicate] = COPY_ROLES.map((role) => places.find((one) => one.role === role));
    if (!primary || !duplicate) return null;
    const isApart = places.some(({ vault }) => vault !== primary.vault);
    return isApart ? { is: "good" } : { is: "bad", said: say(scene, primary, duplicate) };
  },
};

function say(scene: CopyScene, primary: Copy["place"], duplicate: Copy["place"]): Said {
  const { en, fr } = saySeries(scene.series);
  const { vault } = primary;
  return {
    severity: "warning",
    copy: duplicate,
    evidence: { vault, primary: primary.uri, duplicate: duplicate.uri },
    summary: {
      en: `Both copies of the ${en} are in one vault, ${vault}: what hits it takes both.`,
      fr: `Les deux copies de la ${fr} sont dans le même coffre, ${vault} : un sinistre les emporte.`,
    },
  };
}
