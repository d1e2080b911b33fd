import type { DumpItem } from "./dump-item.ts";

const COMMANDS_ALLOWED = new Set(["\\restrict", "\\unrestrict", "\\connect"]);
const NAME_SHOWN_MAX = 40;

export type Refuse = (item: DumpItem) => string | null;

/**
 * Tells, before an item is run, why it must not be: what reads or writes files, runs programs,
 * loads code, or leads elsewhere.
 * Null where it may be run. A dump may connect only to one database, the one that it creates.
 */
export function createRefusal(): Refuse {
  let database: string | null = null;

  function refuseCommand(text: string): string | null {
    const [word = "", ...rest] = text.split(/\s+/);
    if (!COMMANDS_ALLOWED.has(word)) return `has ${shorten(word)}, which pg_dump never writes`;
    if (word !== "\\connect") return null;
    const target = rest.join(" ");
    database ??= target;
    return database === target ? null : "connects to a second database";
  }

  return (item) => {
    if (item.kind === "meta") return at(item.line, refuseCommand(item.text));
    if (item.kind === "statement") return at(item.line, refuseStatement(item.words));
    return null;
  };
}

function refuseStatement([first, second]: readonly string[]): string | null {
  if (first === "COPY") return "has COPY with a file or a program instead of rows";
  if (first === "LOAD") return "loads a library";
  if (first === "ALTER" && second === "SYSTEM") return "changes the server's own settings";
  return null;
}

function at(line: number, reason: string | null): string | null {
  return reason === null ? null : `line ${line} ${reason}`;
}

function shorten(word: string): string {
  return word.length > NAME_SHOWN_MAX ? `${word.slice(0, NAME_SHOWN_MAX)}…` : word;
}
