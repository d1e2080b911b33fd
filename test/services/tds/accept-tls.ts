import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { MessageReader, MessageWriter, PACKET } from "./packets.ts";

export type TlsIdentity = { readonly key: string; readonly cert: string };

/**
 * The server's side of TLS as TDS 7 has it: the handshake's records travel in messages of their
 * own, all later ones bare ([MS-TDS] 2.2.6.5, 3.2.5.1).
 */
export function acceptTls(
  socket: Socket,
  { key, cert }: TlsIdentity,
  onSecure: (stream: Duplex) => void,
): void {
  const reader = new MessageReader();
  let wrapped = true;
  const carrier = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      if (!wrapped) return void socket.write(chunk, () => done());
      const writer = new MessageWriter(socket, PACKET.preLogin);
      writer.write(chunk);
      writer.end();
      done();
    },
    writev: undefined,
  });
  socket.on("data", (chunk: Buffer) => {
    if (!wrapped) return void carrier.push(chunk);
    for (const { data } of reader.push(chunk)) carrier.push(data);
  });
  socket.on("close", () => carrier.destroy());
  const secure = new TLSSocket(carrier, {
    isServer: true,
    key,
    cert,
    maxVersion: "TLSv1.2",
  });
  secure.on("error", () => socket.destroy());
  secure.once("secure", () => {
    // The last record of the handshake has to leave in a message of its own before.
    setImmediate(() => {
      wrapped = false;
    });
    onSecure(secure);
  });
}
