import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { DumpItem } from "./dump-item.ts";

const COMMANDS_ALLOWED = new Set(["\\restrict", "\\unrestrict", "\\connect"]);
const NAME_SHOWN_MAX = 40;
const SECOND_DATABASE = {
  en: "connects to a second database",
  fr: "se connecte à une seconde base",
};
const COPY_ELSEWHERE = {
  en: "has COPY with a file or a program instead of rows",
  fr: "contient COPY avec un fichier ou un programme au lieu de lignes",
};
const LOADS = { en: "loads a library", fr: "charge une bibliothèque" };
const SETTINGS = {
  en: "changes the server's own settings",
  fr: "modifie les réglages du serveur lui-même",
};

export type Refuse = (item: DumpItem) => Bilingual | null;

/**
 * Tells, before an item is run, why it must not be: what reads or writes files, runs programs,
 * loads code, or leads elsewhere.
 * Null where it may be run. A dump may connect only to one database, the one that it creates.
 */
export function createRefusal(): Refuse {
  let database: string | null = null;

  function refuseCommand(text: string): Bilingual | null {
    const [word = "", ...rest] = text.split(/\s+/);
    if (!COMMANDS_ALLOWED.has(word)) return neverWritten(shorten(word));
    if (word !== "\\connect") return null;
    const target = rest.join(" ");
    database ??= target;
    return database === target ? null : SECOND_DATABASE;
  }

  return (item) => {
    if (item.kind === "meta") return at(item.line, refuseCommand(item.text));
    if (item.kind === "statement") return at(item.line, refuseStatement(item.words));
    return null;
  };
}

function refuseStatement([first, second]: readonly string[]): Bilingual | null {
  if (first === "COPY") return COPY_ELSEWHERE;
  if (first === "LOAD") return LOADS;
  if (first === "ALTER" && second === "SYSTEM") return SETTINGS;
  return null;
}

function neverWritten(command: string): Bilingual {
  return {
    en: `has ${command}, which pg_dump never writes`,
    fr: `contient ${command}, que pg_dump n'écrit jamais`,
  };
}

function at(line: number, why: Bilingual | null): Bilingual | null {
  if (why === null) return null;
  return {
    en: `Refused before it was run: line ${line} ${why.en}.`,
    fr: `Refusé avant toute exécution : la ligne ${line} ${why.fr}.`,
  };
}

function shorten(word: string): string {
  return word.length > NAME_SHOWN_MAX ? `${word.slice(0, NAME_SHOWN_MAX)}…` : word;
}
