import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Forwards to a port of the loopback; silenced, it keeps what is sent, as a cut network does. */
export type SilentProxy = {
  readonly silence: () => void;
  readonly speak: () => void;
  readonly close: () => Promise<void>;
};

export async function startSilentProxy(port: number, targetPort: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
      socket.on("error", () => undefined);
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => near.write(bytes));
    if (silent) for (const socket of [near, far]) socket.pause();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    silence: () => {
      silent = true;
      for (const socket of sockets) socket.pause();
    },
    speak: () => {
      silent = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
