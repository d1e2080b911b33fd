import { BlockList, isIPv6 } from "node:net";

/**
 * Never a receiver's: this host by another name, link-local (cloud metadata lives there),
 * multicast, reserved, embedded IPv4.
 */
const NEVER = listOf([
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 128],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fe80::", 10],
  ["ff00::", 8],
]);

/**
 * Loopback and private networks (RFC 1918, 4193, 6598), refused unless the configuration allows
 * them.
 */
const LOCAL = listOf([
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["::1", 128],
  ["fc00::", 7],
]);

/**
 * Whether a webhook must not go to this address; IPv4 written as IPv6 (`::ffff:127.0.0.1`) is
 * judged as IPv4.
 */
export function isForbiddenAddress(
  address: string,
  { allowLoopback }: { readonly allowLoopback: boolean },
): boolean {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  return NEVER.check(address, family) || (!allowLoopback && LOCAL.check(address, family));
}

/** Why nothing is sent there, and what permits it if anything does. */
export function describeForbidden(
  host: string,
  { allowLoopback }: { readonly allowLoopback: boolean },
): string {
  if (allowLoopback) return `${host} is link-local or reserved: nothing is ever sent there`;
  return (
    `${host} is an address of this machine or of a private network; ` +
    "allowLoopback: true beside its url permits it"
  );
}

function listOf(subnets: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) {
    list.addSubnet(network, prefix, isIPv6(network) ? "ipv6" : "ipv4");
  }
  return list;
}
