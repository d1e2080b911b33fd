import dgram from "node:dgram";
import dns from "node:dns";
import net from "node:net";

const ASKS = /^(lookup|resolve|reverse)/;

/**
 * Node 24's permission model leaves the network open, so the sandbox closes it for itself before
 * it loads the engine.
 */
export function sealNetwork(): void {
  const refuse = () => {
    throw new Error("a sandbox has no network");
  };
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  dgram.Socket.prototype.send = refuse;
  dgram.Socket.prototype.bind = refuse;
  // Names are asked for without any of these sockets, and could carry words out.
  for (const names of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
    for (const name of Object.getOwnPropertyNames(names))
      if (ASKS.test(name)) Object.defineProperty(names, name, { value: refuse });
  for (const name of ["fetch", "WebSocket", "EventSource"])
    Object.defineProperty(globalThis, name, { value: undefined, writable: false });
}
