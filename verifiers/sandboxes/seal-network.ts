import dgram from "node:dgram";
import net from "node:net";

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
  for (const name of ["fetch", "WebSocket", "EventSource"])
    Object.defineProperty(globalThis, name, { value: undefined, writable: false });
}
