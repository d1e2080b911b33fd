import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { OperatingError } from "../errors/operating-error.ts";
import { createDirectoryObjects } from "./directory-objects.ts";
import type { ObjectStore } from "./object-store.ts";

/** The store and the name behind a copy's `uri`. */
export function openObject(uri: string): { readonly store: ObjectStore; readonly name: string } {
  const path = pathOf(uri);
  return { store: createDirectoryObjects({ root: dirname(path) }), name: basename(path) };
}

function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new OperatingError(`Cannot open ${uri} as it is no file:// address of this machine`, {
      retryable: false,
      hint: "give copies an address such as file:///backups/VisitorDb/2026-11-20.dump",
      cause,
    });
  }
}
