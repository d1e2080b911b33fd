import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashSecret, makeSecret } from "../../../app/access/access-secret.ts";
import { addToken } from "../../../app/access/token-rows.ts";
import { withAccess } from "../../../app/commands/access/with-access.ts";
import { loadConfig } from "../../../app/config/load-config.ts";
import { startVigie, type Vigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { sessionSchema } from "../../../schemas/session.ts";
import { askOverTls } from "../../app/access/ask-over-tls.ts";
import { makeCertificate } from "../../app/access/make-certificate.ts";

const clock = createSystemClock();
let directory: string;
let file: string;
let ca: string;
let vigie: Vigie;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-access-"));
  const { certificate } = makeCertificate(directory, "own");
  ca = await readFile(certificate, "utf8");
  file = join(directory, "vigie.yaml");
  const listen = "listen: { port: 0, tls: { certificate: own.pem, key: own.key } }";
  await writeFile(file, `data: ./data\n${listen}\naccess: { anonymous: none }\n`);
  vigie = await startVigie({
    config: loadConfig({ file }),
    clock,
    logger: createLogger({ level: "error", destination: process.stderr }),
    environment: {},
    only: ["serve"],
  });
});

afterAll(async () => {
  await vigie?.stop();
  await rm(directory, { recursive: true, force: true });
});

type Headers = Readonly<Record<string, string>>;
const read = async (path: string, headers: Headers = {}) =>
  (await askOverTls(vigie.url, path, { ca, headers })).status;

/** As the command does beside a Vigie that runs. */
async function give(name: string, tenants: readonly string[] | null): Promise<string> {
  const secret = makeSecret();
  const sha256 = hashSecret(secret);
  const token = { name, tenants, sha256, role: "operator", expiresAtMs: null, by: "root" } as const;
  await withAccess(loadConfig({ file }), { environment: {} }, (rows) =>
    addToken(rows, token, clock.nowMs()),
  );
  return secret;
}

test("a whole Vigie shows its data to nobody without a token, and its empty pages to all", async () => {
  for (const path of ["/api/live", "/api/v1/session", "/api/v1/audit"])
    expect([path, await read(path)]).toEqual([path, 401]);
  const { text } = await askOverTls(vigie.url, "/", { ca });
  const files = [...text.matchAll(/"(\/board\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(files.length).toBeGreaterThan(0);
  for (const path of ["/health", ...files]) expect([path, await read(path)]).toEqual([path, 200]);
});

test("a token that is given while it runs lets its holder in, as what he is", async () => {
  const authorization = `Bearer ${await give("bo", ["acme"])}`;
  const asked = { ca, headers: { authorization } };
  const { status, text } = await askOverTls(vigie.url, "/api/v1/session", asked);
  expect([status, sessionSchema.parse(JSON.parse(text))]).toMatchObject([
    200,
    { name: "bo", role: "operator", tenants: ["acme"], csrf: null, isAnonymous: false },
  ]);
  expect(await read("/api/v1/audit", { authorization })).toBe(403);
});

test("a browser's session over TLS has a cookie that no other way and host may set", async () => {
  const body = { token: await give("eve", null) };
  const signedIn = await askOverTls(vigie.url, "/api/v1/session", { ca, method: "POST", body });
  const [cookie = ""] = signedIn.headers?.["set-cookie"] ?? [];
  expect(cookie).toMatch(
    /^__Host-vigie=[\w-]{43}; Max-Age=4[23]\d{3}; Path=\/; HttpOnly; Secure; /,
  );
  expect(sessionSchema.parse(JSON.parse(signedIn.text)).name).toBe("eve");
  expect(await read("/api/v1/session", { cookie: cookie.split(";")[0] ?? "" })).toBe(200);
});
