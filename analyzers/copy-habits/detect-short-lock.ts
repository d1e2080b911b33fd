import { instantToJson } from "../../schemas/instant.ts";
import { type Copy, presentObservations } from "../copies/copy.ts";
import {
  type CopyScene,
  isComplete,
  keepToJson,
  keepUntilMs,
  type Said,
} from "../copies/copy-scene.ts";
import { lockCutOf } from "../copies/lock-cut.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Habit } from "./habit.ts";

/**
 * Whether the copies of a run are locked until their retention ends, where the policy asks for it.
 * One whose lock was cut since is a matter of its own.
 */
export const detectShortLock: Habit = {
  kind: "lock-short",
  resolution: "the copies of a later run are locked for long enough",
  judge: (scene) => {
    const untilMs = keepUntilMs(scene);
    if (untilMs === null || !scene.policy.retention?.locked) return null;
    const copies = scene.present.filter((copy) => lockCutOf(copy) === null);
    const short = copies.find((copy) => (lockOf(copy) ?? 0) < untilMs);
    if (short) return { is: "bad", said: say(scene, short, untilMs) };
    return copies.length > 0 && isComplete(scene) ? { is: "good" } : null;
  },
};

function lockOf(copy: Copy): number | null {
  return presentObservations(copy).at(-1)?.lockedUntilMs ?? null;
}

function say(scene: CopyScene, copy: Copy, untilMs: number): Said {
  const { en, fr } = saySeries(scene.series);
  const { role, vault } = copy.place;
  const lockedUntilMs = lockOf(copy);
  const until = sayInstant(untilMs, scene.zone);
  const lock = lockedUntilMs === null ? null : sayInstant(lockedUntilMs, scene.zone);
  const copyFr = role === "primary" ? "La copie principale" : "La copie dupliquée";
  return {
    severity: "warning",
    copy: copy.place,
    evidence: {
      lockedUntil: lockedUntilMs === null ? null : instantToJson(lockedUntilMs),
      ...keepToJson(scene),
      keepUntil: instantToJson(untilMs),
    },
    summary: lock
      ? {
          en: `The ${role} copy of the ${en} in ${vault} is locked until ${lock} only, not ${until}.`,
          fr: `${copyFr} de la ${fr} dans ${vault} n'est verrouillée que jusqu'au ${lock}, au lieu du ${until}.`,
        }
      : {
          en: `The ${role} copy of the ${en} in ${vault} is not locked; it should be until ${until}.`,
          fr: `${copyFr} de la ${fr} dans ${vault} n'est pas verrouillée ; elle devrait l'être jusqu'au ${until}.`,
        },
  };
}
