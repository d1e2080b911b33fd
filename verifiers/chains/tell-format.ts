import { OperatingError } from "../../platform/errors/operating-error.ts";
import { openObject, type Vault } from "../../platform/objects/open-object.ts";
import { detectFormat } from "../formats/detect-format.ts";
import { HEAD_BYTES } from "../formats/format-reader.ts";
import type { Backup } from "./backup.ts";
import { nearFirst } from "./near-first.ts";

type Options = { readonly vaults: readonly Vault[]; readonly vault: string };

/** The format of a link by the first bytes of a copy that has a known one; null where none has. */
export async function tellFormat(
  link: Backup | undefined,
  { vaults, vault }: Options,
): Promise<string | null> {
  if (!link) return null;
  const { tenant } = link.series;
  for (const { uri, vault: own } of nearFirst(link.copies, vault)) {
    try {
      const { store, name } = openObject(uri, vaults, { vault: own, tenant });
      const head = Buffer.concat(await Array.fromAsync(store.read(name, { end: HEAD_BYTES })));
      const { format } = detectFormat(head);
      if (format !== "unknown") return format;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
    }
  }
  return null;
}
