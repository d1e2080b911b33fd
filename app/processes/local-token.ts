import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "intake.json";

/** How a command on the owner's machine speaks to the running process: its address and a token only the owner can read. */
export type LocalAccess = { readonly url: string; readonly token: string };

/** A fresh token for this start of the process. */
export function createLocalToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Tells commands where the process listens; readable by the owner alone. */
export function writeLocalAccess(directory: string, access: LocalAccess): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, FILE), JSON.stringify(access), { mode: 0o600 });
}

/** Null when no process has run on this directory. */
export function readLocalAccess(directory: string): LocalAccess | null {
  try {
    return JSON.parse(readFileSync(join(directory, FILE), "utf8")) as LocalAccess;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
