import { lookup } from "node:dns/promises";
import { isForbiddenAddress } from "./is-forbidden-address.ts";

export type Target = { readonly address: string; readonly family: number };

/**
 * Where a webhook's host is now. Null where any of its addresses is forbidden; the connection then
 * goes to the very address that was judged, so that a name cannot change its mind in between.
 */
export async function resolveTarget(
  hostname: string,
  options: { readonly allowLoopback: boolean },
): Promise<Target | null> {
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true });
  if (addresses.some(({ address }) => isForbiddenAddress(address, options))) return null;
  return addresses[0] ?? null;
}
