import { fileURLToPath } from "node:url";
import type { Checksum } from "../../../schemas/events.ts";
import type { PlannedLink } from "../../../schemas/restore-plan.ts";
import { isQuotable, readable, shellWord } from "./quote-words.ts";
import { type LocalLink, type RunbookStep, shell } from "./runbook-step.ts";

const TOOLS: Readonly<Record<string, { readonly tool: string; readonly digits: number }>> = {
  md5: { tool: "md5sum", digits: 32 },
  sha1: { tool: "sha1sum", digits: 40 },
  sha256: { tool: "sha256sum", digits: 64 },
  sha512: { tool: "sha512sum", digits: 128 },
};

/** Where a copy is for who restores; null where its address cannot stand in a command. */
export function locateLink(link: PlannedLink, at: number, id: string): LocalLink | null {
  const { uri } = link.copy;
  const extension = /\.[A-Za-z0-9]{1,8}(\.(gz|zst))?$/.exec(uri)?.[0] ?? "";
  const path = uri.startsWith("file:") ? pathOf(uri) : `./${id}-${at + 1}${extension}`;
  return path !== null && isQuotable(path) && isQuotable(uri) ? { ...link, path } : null;
}

function pathOf(uri: string): string | null {
  try {
    return fileURLToPath(uri, { windows: false });
  } catch {
    return null;
  }
}

/** Brings the copies of other stores near, and holds each against its checksum. */
export function fetchCopies(links: readonly LocalLink[]): readonly RunbookStep[] {
  const remote = links.filter(({ copy }) => !copy.uri.startsWith("file:"));
  const fetched = remote.map(({ copy, path }) =>
    copy.uri.startsWith("s3:")
      ? `aws s3 cp ${shellWord(copy.uri)} ${shellWord(path)}`
      : `# ${readable(copy.uri)} -> ${path}`,
  );
  const bring = shell({ en: "Bring the copies near:", fr: "Rapatrier les copies :" }, ...fetched);
  const check = shell(
    {
      en: "Check their hashes first; go no further where one differs:",
      fr: "Vérifier d'abord les empreintes ; ne pas continuer si l'une diffère :",
    },
    ...links.map(({ copy, path }) => checkHash(copy.checksum, path)),
  );
  return fetched.length > 0 ? [bring, check] : [check];
}

function checkHash(checksum: Checksum | null, path: string): string {
  if (!checksum) return `sha256sum ${shellWord(path)}   # no checksum is known`;
  const { algorithm, value, type } = checksum;
  const known = TOOLS[algorithm];
  const isHex = known && new RegExp(`^[0-9a-fA-F]{${known.digits}}$`).test(value);
  if (!isHex || type === "composite")
    return `ls -l ${shellWord(path)}   # ${algorithm} ${value}, to be compared by its own tool`;
  const line = `${value.toLowerCase()}  ${path}`;
  return `printf '%s\\n' ${shellWord(line)} | ${known.tool} --check -`;
}
