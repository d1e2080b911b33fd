import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { hideSecrets } from "../../alerts/http/hide-secrets.ts";
import { createHttpClient, type Reach } from "../../alerts/http/http-client.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";

const clock = createSimulatedClock(Date.parse("2026-11-17T06:00:00Z"));
const directory = mkdtempSync(join(tmpdir(), "vigie-http-"));
const file = (name: string) => join(directory, name);
const AUTHORITY = `
[req]
distinguished_name = name
[name]
[ca]
default_ca = own
[own]
database = DIRECTORY/index.txt
new_certs_dir = DIRECTORY
default_md = sha256
rand_serial = yes
policy = any
x509_extensions = host
[any]
commonName = supplied
[host]
subjectAltName = IP:127.0.0.1
`;
const closers: (() => Promise<void>)[] = [];

beforeAll(() => {
  writeFileSync(file("index.txt"), "");
  writeFileSync(file("openssl.cnf"), AUTHORITY.replaceAll("DIRECTORY", directory));
  makeCertificate("self-signed", ["20200101000000Z", "20991231000000Z"]);
  makeCertificate("expired", ["20200101000000Z", "20200201000000Z"]);
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A certificate for 127.0.0.1 that its own key has signed. */
function makeCertificate(name: string, [from, to]: readonly [string, string]) {
  const openssl = (...parameters: readonly string[]) =>
    execFileSync("openssl", [...parameters, "-config", file("openssl.cnf")], { stdio: "pipe" });
  const [key, request] = [file(`${name}.key`), file(`${name}.csr`)];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", ...kind, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
  const dates = ["-startdate", from, "-enddate", to];
  const files = ["-keyfile", key, "-in", request, "-out", file(`${name}.pem`), "-notext"];
  openssl("ca", "-batch", "-selfsign", ...dates, ...files);
}

async function serve(listener: RequestListener, certificate?: string): Promise<URL> {
  const server = certificate
    ? createHttps(
        {
          key: readFileSync(file(`${certificate}.key`)),
          cert: readFileSync(file(`${certificate}.pem`)),
        },
        listener,
      )
    : createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return new URL(`http${certificate ? "s" : ""}://127.0.0.1:${port}/`);
}

/** A proxy on loopback, and what it was asked for; null: it never lets anybody through. */
async function serveProxy(status: number | null = 200) {
  const asked: string[] = [];
  const tunnels: Duplex[] = [];
  const proxy = createHttp((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
    response.end("from the proxy");
  });
  proxy.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
    socket.on("error", () => {});
    tunnels.push(socket);
    if (status === null) return;
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    tunnels.push(onward);
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    for (const tunnel of tunnels) tunnel.destroy();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

function client(reach: Partial<Reach> = {}, secrets: readonly string[] = []) {
  const all = { allowLoopback: true, timeoutMs: 1_000, ...reach };
  return createHttpClient(all, { clock, secrets });
}

test("an answer is its status, its text and when to come again", async () => {
  const url = await serve((request, response) => {
    response.writeHead(429, { "Retry-After": "Tue, 17 Nov 2026 06:01:00 GMT" });
    request.pipe(response);
  });
  const exchange = await client().exchange(url, { body: "hear me" });
  expect(exchange).toEqual({ answered: true, status: 429, text: "hear me", retryAfterMs: 60_000 });
});

test("an answer of 10 MB is read to its bound, and cut", async () => {
  let sent = 0;
  const url = await serve((_request, response) => {
    const chunk = Buffer.alloc(2 ** 20, "x");
    const more = () => {
      while (sent < 10 && response.writable) {
        sent += 1;
        if (!response.write(chunk)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  });
  const exchange = await client().exchange(url, {});
  expect(exchange).toMatchObject({ answered: true, status: 200 });
  expect(exchange.answered && exchange.text.length).toBe(64 * 2 ** 10);
  expect(sent).toBeLessThan(10);
});

test("an answer that drips is left after its time", async () => {
  const url = await serve((_request, response) => {
    response.write("a");
    const drip = setInterval(() => response.write("b"), 20);
    response.on("close", () => clearInterval(drip));
  });
  const exchange = await client({ timeoutMs: 200 }).exchange(url, {});
  expect(exchange).toEqual({ answered: false, reason: "it did not answer within 0.2 s" });
});

test.each([
  ["expired", undefined, "CERT_HAS_EXPIRED"],
  ["self-signed", undefined, "name that in `ca`"],
] as const)(
  "a certificate that is %s is refused, with what to do",
  async (certificate, ca, said) => {
    const url = await serve((_request, response) => void response.end(), certificate);
    const authorities = certificate === "expired" ? file("expired.pem") : ca;
    const exchange = await client({ ca: authorities }).exchange(url, {});
    expect(exchange).toMatchObject({ answered: false, reason: expect.stringContaining(said) });
  },
);

test("a certificate of an authority in `ca` is trusted, for its own host alone", async () => {
  const url = await serve((_request, response) => void response.end("ok"), "self-signed");
  const trusting = client({ ca: file("self-signed.pem") });
  expect(await trusting.exchange(url, {})).toMatchObject({ answered: true, text: "ok" });
  url.hostname = "localhost";
  const other = await trusting.exchange(url, {});
  expect(other).toMatchObject({ answered: false });
  expect(other.answered || other.reason).toContain("another host's");
});

test("an authority that cannot be read is refused at the start", () => {
  expect(() => client({ ca: file("none.pem") })).toThrow("ENOENT");
});

test("plain HTTP where TLS was asked for is named", async () => {
  const url = await serve((_request, response) => void response.end());
  url.protocol = "https:";
  const exchange = await client().exchange(new URL(url.href.replace("http:", "https:")), {});
  expect(exchange.answered || exchange.reason).toContain("does not speak TLS");
});

test("a name that nobody knows is named", async () => {
  const exchange = await client({ timeoutMs: 10_000 }).exchange(
    new URL("https://pager.invalid/"),
    {},
  );
  expect(exchange.answered || exchange.reason).toMatch(/^its name .*name servers/);
});

test("nothing that listens there is named", async () => {
  const url = await serve(() => {});
  for (const close of closers.splice(0)) await close();
  const exchange = await client().exchange(url, {});
  expect(exchange.answered || exchange.reason).toContain("ECONNREFUSED");
});

test("a proxy is asked for what is in the clear, under its own password", async () => {
  const proxy = await serveProxy();
  const through = proxy.url.replace("http://", "http://vigie:w%40ren@");
  const exchange = await client({ proxy: through }).exchange(new URL("http://127.0.0.1:9/x"), {});
  expect(exchange).toMatchObject({ answered: true, text: "from the proxy" });
  const basic = Buffer.from("vigie:w@ren").toString("base64");
  expect(proxy.asked).toEqual([`POST http://127.0.0.1:9/x Basic ${basic}`]);
});

test("through a proxy TLS is with the receiver itself", async () => {
  const proxy = await serveProxy();
  const url = await serve((_request, response) => void response.end("ok"), "self-signed");
  const through = client({ proxy: proxy.url, ca: file("self-signed.pem") });
  expect(await through.exchange(url, {})).toMatchObject({ answered: true, text: "ok" });
  expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${url.port} `]);
  const distrusting = await client({ proxy: proxy.url }).exchange(url, {});
  expect(distrusting.answered || distrusting.reason).toContain("name that in `ca`");
});

test("a proxy that refuses is named, without its password", async () => {
  const proxy = await serveProxy(407);
  const through = proxy.url.replace("http://", "http://vigie:wren-of-the-north@");
  const exchange = await client({ proxy: through }).exchange(new URL("https://127.0.0.1:9/"), {});
  expect(exchange).toMatchObject({ answered: false, reason: expect.stringContaining("`proxy`") });
  expect(JSON.stringify(exchange)).not.toContain("wren");
});

test("a proxy that hangs is left after its time", async () => {
  const { url: proxy } = await serveProxy(null);
  const exchange = await client({ proxy, timeoutMs: 300 }).exchange(
    new URL("https://127.0.0.1:9/"),
    {},
  );
  expect(exchange).toEqual({ answered: false, reason: "it did not answer within 0.3 s" });
});

test("a receiver behind a proxy is judged all the same", async () => {
  const proxy = await serveProxy();
  const strict = client({ proxy: proxy.url, allowLoopback: false });
  for (const address of ["http://127.0.0.1:9/", "https://localhost/", "http://169.254.169.254/"]) {
    expect(await strict.exchange(new URL(address), {})).toMatchObject({ answered: false });
  }
  expect(proxy.asked).toEqual([]);
});

test("a name that the proxy alone knows is the proxy's to find", async () => {
  const proxy = await serveProxy();
  const strict = client({ proxy: proxy.url, allowLoopback: false, timeoutMs: 10_000 });
  const exchange = await strict.exchange(new URL("http://pager.invalid/"), {});
  expect(exchange).toMatchObject({ answered: true, text: "from the proxy" });
});

test("secrets that an answer repeats are hidden", async () => {
  const url = await serve((request, response) => void request.pipe(response.writeHead(400)));
  const body = 'key r0uting/"key", or r0uting%2F%22key%22';
  const exchange = await client({}, ['r0uting/"key"']).exchange(url, { body });
  expect(exchange).toMatchObject({ answered: true, text: "key ***, or ***" });
});

test("hideSecrets() leaves what is too short to be one", () => {
  expect(hideSecrets("it answered 404", ["4", ""])).toBe("it answered 404");
});
