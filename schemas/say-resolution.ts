import type { Bilingual } from "./bilingual.ts";
import { RESOLUTIONS, type Resolution } from "./resolutions.ts";

const HOLE = /\{(\w+)\}/g;

const STATES: Readonly<Record<string, string>> = {
  ...{ late: "en retard", missing: "manquante", stuck: "bloquée", failed: "en échec" },
  ...{ waiting: "en attente", running: "en cours", filled: "effectuée", skipped: "non attendue" },
  ...{ unknown: "inconnue", "copy-damaged": "endommagée", "restore-failed": "non restaurable" },
};

/** What stands in a hole, in French; anything else is the same in both. */
const IN_FRENCH: Readonly<Record<string, (text: string) => string>> = {
  size: (kind) => ({ undersized: "trop petite", oversized: "trop grosse" })[kind] ?? kind,
  state: (state) => STATES[state] ?? state,
  duration: (duration) => duration.replace(/ d\b/, " j"),
  bytes: (bytes) => bytes.replace(".", ",").replace(/B$/, "o").replace("byte", "octet"),
  words: (words) => words.replace(": ", " : "),
};

const known = RESOLUTIONS.map((one) => ({ one, pattern: patternOf(one) }));

/** A resolution as people read it; what is none of Vigie's own words stays as it is. */
export function sayResolution(resolution: string, lang: keyof Bilingual): string {
  if (lang === "en") return resolution;
  const found = find(resolution);
  if (!found) return resolution;
  return found.one.fr.replace(HOLE, (_, hole: string) => {
    const text = found.groups[hole] ?? "";
    return IN_FRENCH[hole]?.(text) ?? text;
  });
}

/** Whether what ended so is told otherwise from then on, or no more, as its cause is not gone. */
export function goesOn(resolution: string): boolean {
  return find(resolution)?.one.goesOn ?? false;
}

function find(resolution: string) {
  for (const { one, pattern } of known) {
    const groups = pattern.exec(resolution);
    if (groups) return { one, groups: groups.groups ?? {} };
  }
  return null;
}

/** Its words have no characters that patterns are made of. */
function patternOf({ en, state = ".+?" }: Resolution): RegExp {
  const source = en.replace(HOLE, (_, hole: string) => {
    return `(?<${hole}>${hole === "state" ? state : ".+?"})`;
  });
  return new RegExp(`^${source}$`, "s");
}
