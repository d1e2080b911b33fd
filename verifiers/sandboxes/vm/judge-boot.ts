import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Judged } from "../stage.ts";
import type { Boot } from "./boot-machine.ts";

/** Of a console that spoke within this, one may still hear more. */
const MOVING_MS = 30_000;

const BOOTED = {
  en: "The machine booted: its console says the marker.",
  fr: "La machine a démarré : sa console affiche le marqueur.",
};
const STILL_MOVING = {
  en: "The machine was still booting when its time was over (bootMax in verification.engines).",
  fr: "La machine démarrait encore à la fin du temps permis (bootMax dans verification.engines).",
};
const QUIET = {
  en: "The machine's console fell silent without the marker: it hangs, or its system does not speak on the first serial port.",
  fr: "La console de la machine s'est tue sans afficher le marqueur : elle est bloquée, ou son système ne parle pas sur le premier port série.",
};
const FLOOD = {
  en: "The machine's console said more than a boot may say.",
  fr: "La console de la machine en a dit plus qu'un démarrage ne le permet.",
};
const RESTARTS = {
  en: "The machine restarts again and again: the sandbox's hardware may not suit it (see bus in verification.engines).",
  fr: "La machine redémarre sans fin : le matériel du bac à sable ne lui convient peut-être pas (voir bus dans verification.engines).",
};
const SWITCHED_OFF = {
  en: "The machine switched itself off before it said the marker.",
  fr: "La machine s'est éteinte d'elle-même avant d'afficher le marqueur.",
};
const EXITED = {
  en: "QEMU ended before anything was known of the machine.",
  fr: "QEMU s'est arrêté avant que l'on sache quoi que ce soit de la machine.",
};
const NOT_STARTED = {
  en: "QEMU did not start the machine.",
  fr: "QEMU n'a pas lancé la machine.",
};

/** Whose fault it is: only what firmware, loader or kernel said of it counts against the copy. */
export function judgeBoot({ ending, quietMs }: Pick<Boot, "ending" | "quietMs">): Judged {
  switch (ending.kind) {
    case "marker":
      return { verdict: "pass", reason: BOOTED, observed: { ending: "marker" }, fault: null };
    case "sign": {
      const { name, verdict, fault, reason } = ending.sign;
      return { verdict, fault, reason, observed: { ending: name } };
    }
    case "deadline":
      return inconclusive(ending.kind, quietMs < MOVING_MS ? STILL_MOVING : QUIET);
    case "flood":
      return inconclusive(ending.kind, FLOOD);
    case "restarts":
      return inconclusive(ending.kind, RESTARTS);
    case "switched-off":
      return inconclusive(ending.kind, SWITCHED_OFF);
    case "exited":
      return inconclusive(ending.kind, EXITED);
    case "not-started":
      return inconclusive(ending.kind, NOT_STARTED);
  }
}

function inconclusive(ending: string, reason: Bilingual): Judged {
  return { verdict: "inconclusive", reason, observed: { ending }, fault: "sandbox" };
}
