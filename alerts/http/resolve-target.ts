import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isForbiddenAddress } from "./is-forbidden-address.ts";

export type Target = { readonly address: string; readonly family: number };

/**
 * Where a receiver's host is now: `forbidden` where any of its addresses is. The connection then
 * goes to the very address that was judged, so that a name cannot change its mind in between; null
 * where a proxy connects, which may know names that we do not.
 */
export async function resolveTarget(
  hostname: string,
  options: { readonly allowLoopback: boolean; readonly proxy?: string | undefined },
): Promise<Target | "forbidden" | null> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isProxied = options.proxy !== undefined;
  const addresses = await lookup(host, { all: true }).catch((error: unknown) => {
    if (isProxied && isIP(host) === 0) return [];
    throw error;
  });
  if (addresses.some(({ address }) => isForbiddenAddress(address, options))) return "forbidden";
  return isProxied ? null : (addresses[0] ?? null);
}
