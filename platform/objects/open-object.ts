import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { OperatingError } from "../errors/operating-error.ts";
import { createDirectoryObjects } from "./directory-objects.ts";
import type { ObjectStore } from "./object-store.ts";

/**
 * The store and the name behind a copy's `uri`, which comes from an event and may be hostile: it is
 * opened only where it lies below one of `vaults`, directories that may be read.
 */
export function openObject(
  uri: string,
  vaults: readonly string[],
): { readonly store: ObjectStore; readonly name: string } {
  const path = pathOf(uri);
  const places = vaults.map((root) => ({ root, parts: relative(root, path).split(sep) }));
  const place = places.find(({ parts }) => parts[0] !== ".." && parts[0] !== "");
  if (!place)
    throw new OperatingError(`Cannot open ${uri} as it lies in no vault that may be read`, {
      retryable: false,
      hint: "name its vault in sources, or its directory in verification.vaults",
    });
  const { root, parts } = place;
  return { store: createDirectoryObjects({ root }), name: parts.join("/") };
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
