import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const SEAL = new URL("../../../../verifiers/sandboxes/seal-network.ts", import.meta.url).href;

/** Every way out that Node has, tried after the seal if there is one; says which were open. */
const program = (seal: boolean, ports: { readonly tcp: number; readonly udp: number }) => `
${seal ? `(await import("${SEAL}")).sealNetwork();` : ""}
const net = await import("node:net");
const open = [];
const until = (emitter, name) => new Promise((resolve, reject) => {
  emitter.once(name, resolve);
  emitter.once("error", reject);
});
const tries = {
  tcp: () => until(net.connect(${ports.tcp}, "127.0.0.1"), "connect"),
  http: async () => until((await import("node:http")).get("http://127.0.0.1:${ports.tcp}"), "response"),
  fetch: () => fetch("http://127.0.0.1:${ports.tcp}"),
  udp: async () => {
    const socket = (await import("node:dgram")).createSocket("udp4");
    await new Promise((resolve, reject) =>
      socket.send("out", ${ports.udp}, "127.0.0.1", (error) => (error ? reject(error) : resolve())),
    );
    socket.close();
  },
  listen: () => until(net.createServer().listen(0, "127.0.0.1"), "listening"),
  lookup: async () => (await import("node:dns/promises")).lookup("localhost"),
  resolver: async () => {
    const { Resolver } = (await import("node:dns")).promises;
    const resolver = new Resolver({ timeout: 300, tries: 1 });
    resolver.setServers(["127.0.0.1:${ports.udp}"]);
    await resolver.resolve4("out.example").catch((error) => {
      if (/no network/.test(error.message)) throw error;
    });
  },
};
for (const [name, attempt] of Object.entries(tries))
  await (async () => attempt())().then(() => open.push(name), () => {});
process.stdout.write(JSON.stringify(open));
process.exit(0);
`;

test("a sealed process reaches nobody, by no way that is open without the seal", async () => {
  let heard = 0;
  const tcp = createServer((socket) => {
    heard += 1;
    socket.on("error", () => {});
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  tcp.listen(0, "127.0.0.1");
  const udp = createSocket("udp4", () => {
    heard += 1;
  });
  udp.bind(0, "127.0.0.1");
  await Promise.all([once(tcp, "listening"), once(udp, "listening")]);
  onTestFinished(() => {
    tcp.close();
    udp.close();
  });
  const address = tcp.address();
  if (address === null || typeof address === "string") return expect.fail();
  const ports = { tcp: address.port, udp: udp.address().port };
  const attempt = async (seal: boolean) => {
    heard = 0;
    const code = ["--input-type=module", "--eval", program(seal, ports)];
    const { stdout } = await run(process.execPath, code, { timeout: 60_000 });
    return { open: JSON.parse(stdout), heard };
  };
  const unsealed = await attempt(false);
  expect(unsealed.open).toEqual(
    expect.arrayContaining(["tcp", "http", "fetch", "udp", "listen", "lookup", "resolver"]),
  );
  expect(unsealed.heard).toBeGreaterThan(0);
  expect(await attempt(true)).toEqual({ open: [], heard: 0 });
});
