const INSERT =
  /^INSERT (?:IGNORE )?INTO `((?:[^`]|``)+)` (?:\((?:`(?:[^`]|``)+`(?:, ?)?)+\) )?VALUES\s*/;
const [QUOTE, BACKSLASH, OPEN, CLOSE, SEMICOLON] = [0x27, 0x5c, 0x28, 0x29, 0x3b];

export type InsertRows = {
  readonly table: string;
  readonly count: () => number;
  /** Reads on to the statement's semicolon: where it is within `bytes`, or -1. */
  readonly read: (bytes: Buffer) => number;
};

/** The rows of an INSERT that begins with `start`, and where in it they are; null: it is none. */
export function openInsert(start: Buffer): { rows: InsertRows; readonly at: number } | null {
  const [prefix, name] = INSERT.exec(start.toString("latin1")) ?? [];
  if (prefix === undefined || name === undefined) return null;
  const table = Buffer.from(name, "latin1").toString("utf8").replaceAll("``", "`");
  return { rows: countRows(table), at: prefix.length };
}

/** Counts tuples outside of strings. */
function countRows(table: string): InsertRows {
  let count = 0;
  let depth = 0;
  let quoted = false;
  let escaped = false;
  function read(bytes: Buffer): number {
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (quoted) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) quoted = false;
      } else if (byte === QUOTE) quoted = true;
      else if (byte === OPEN) depth += 1;
      else if (byte === CLOSE) {
        depth -= 1;
        if (depth === 0) count += 1;
      } else if (byte === SEMICOLON && depth === 0) return at;
    }
    return -1;
  }
  return { table, count: () => count, read };
}
