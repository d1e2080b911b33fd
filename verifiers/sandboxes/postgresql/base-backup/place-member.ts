/** Control characters and backslashes are of no file that a server makes. */
const PART = /^[^\p{Cc}\\]+$/u;
const PATH_LENGTH_MAX = 500;
const DEPTH_MAX = 10;
const LOG_FILE = /(?:^|\/)([0-9A-F]{24}|[0-9A-F]{8}\.history)(?:\.partial)?$/;
const OF_TABLESPACE = /^PG_[0-9]+_[0-9]+\//;
const TABLESPACE_LINK = /^pg_tblspc\/([0-9]{1,10})$/;
const LOG_DIRECTORY = "pg_wal";

/** Below the sandbox's directory: the cluster's own, that of the log that follows it, a dump's. */
export const DATA = "data";
export const LOG = "wal";
export const ARCHIVE = "archive";

/** Where a file of the base backup goes, below the sandbox's directory; null: nowhere safe. */
export function placeInData(name: string): string | null {
  return isSafe(name) ? `${DATA}/${name}` : null;
}

/** Where a file of the log goes; null where it is none by its name. */
export function placeInLog(name: string): string | null {
  const file = LOG_FILE.exec(name)?.[1];
  return file === undefined ? null : `${LOG}/${file}`;
}

/** Where a tablespace's file goes, in place of the link to where it lay; null where it is none. */
export function placeInTablespace(name: string, tablespace: string | null): string | null {
  if (tablespace === null || !OF_TABLESPACE.test(name)) return null;
  return placeInData(`pg_tblspc/${tablespace}/${name}`);
}

/** The tablespace that a link stands for; null: of another kind. */
export function linkedTablespace(name: string): string | null {
  return TABLESPACE_LINK.exec(name)?.[1] ?? null;
}

/** A link that is left out and missed by nobody: to the log on a disk of its own. */
export function isLogLink(name: string): boolean {
  return name === LOG_DIRECTORY;
}

function isSafe(name: string): boolean {
  const parts = name.split("/");
  if (name.length > PATH_LENGTH_MAX || parts.length > DEPTH_MAX) return false;
  return parts.every((part) => PART.test(part) && part !== "." && part !== "..");
}
