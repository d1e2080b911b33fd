import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { quote } from "./quote.ts";

/** How the instance reaches a vault: a directory that it mounts, or a bucket by its own URL. */
export type VaultOnInstance = {
  /** The beginning of copies' addresses: `file:///backups` or `s3://backups-dc1`. */
  readonly uri: string;
  /** What stands in its place for the instance: `/mnt/backups`, `s3://minio:9000/backups-dc1`. */
  readonly at: string;
};

const URL_LENGTH_MAX = 259;
const SCHEME = /^s3:\/\//;

/**
 * The device that a statement reads a copy from. Rejects with `OperatingError` where no vault of
 * the instance has it, or its address could mean another object there.
 */
export function locateCopy(uri: string, vaults: readonly VaultOnInstance[]): string {
  const vault = vaults.find((each) => uri.startsWith(`${withoutSlash(each.uri)}/`));
  if (!vault) throw unreachable(uri, "the sandbox instance sees no vault that holds it");
  const path = decode(uri, uri.slice(withoutSlash(vault.uri).length + 1));
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || part.includes("\\")))
    throw unreachable(uri, "its path is not plain");
  const at = withoutSlash(vault.at);
  if (!SCHEME.test(at)) {
    const separator = at.includes("\\") ? "\\" : "/";
    return `DISK = ${quote.text([at, ...parts].join(separator))}`;
  }
  const url = [at, ...parts].join("/");
  if (url.length > URL_LENGTH_MAX) throw unreachable(uri, "its URL has more than 259 characters");
  return `URL = ${quote.text(url)}`;
}

function unreachable(uri: string, why: string): OperatingError {
  return new OperatingError(`Cannot restore ${uri} as ${why}`, {
    retryable: false,
    hint: "name its vault, as the instance sees it, among the vaults of the sql-server engine",
  });
}

function decode(uri: string, path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw unreachable(uri, "its address is malformed");
  }
}

function withoutSlash(text: string): string {
  return text.replace(/[/\\]+$/, "");
}
