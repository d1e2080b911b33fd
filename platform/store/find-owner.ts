import { existsSync } from "node:fs";
import { join } from "node:path";
import { lockDirectory, readOwner, type StoreOwner } from "./own-directory.ts";

/**
 * The live process that has the store's directory, for commands that ask it; null if there is none.
 */
export function findOwner(directory: string): StoreOwner | null {
  if (!existsSync(join(directory, "owner.lock"))) return null;
  const owner = readOwner(directory);
  const lock = owner && lockDirectory(directory);
  lock?.close();
  return lock ? null : owner;
}
