import { plainLine } from "../wording/plain-line.ts";

const FAULT_LENGTH_MAX = 200;

/** What an answer says that should have been `ok`, as Slack and Mattermost write it; else null. */
export function sayNotOk(text: string): string | null {
  const said = plainLine(text, FAULT_LENGTH_MAX);
  if (said.toLowerCase() === "ok" || /^\{"ok": ?true[,}]/.test(said)) return null;
  return said === "" ? "nothing, where ok was expected" : said;
}
