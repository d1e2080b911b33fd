import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createServer } from "../../../app/serve/create-server.ts";
import { keepCertificate } from "../../../app/serve/keep-certificate.ts";
import { doubtCertificate, readCertificate } from "../../../app/serve/read-certificate.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { askOverTls } from "./ask-over-tls.ts";
import { makeCertificate } from "./make-certificate.ts";

const DAY_MS = 86_400_000;
const directory = mkdtempSync(join(tmpdir(), "vigie-tls-"));
afterAll(() => rmSync(directory, { recursive: true }));

const files = makeCertificate(directory, "own");
const other = makeCertificate(directory, "other");
const { validFromDate, validToDate } = new X509Certificate(readFileSync(files.certificate));
const [beginsAtMs, endsAtMs] = [validFromDate.getTime(), validToDate.getTime()];
const midMs = beginsAtMs + DAY_MS;

const write = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

function refusalOf(tls: typeof files, nowMs = midMs): string {
  try {
    readCertificate(tls, nowMs);
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    expect(error.hint).toBeTruthy();
    return error.message.replaceAll(directory, "");
  }
  return "none";
}

test("it answers over TLS to who trusts its certificate, and to nobody in the clear", async () => {
  const certificate = readCertificate(files, midMs);
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const app = createServer({ logger, certificate });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  try {
    expect(url).toMatch(/^https:/);
    const { text } = await askOverTls(url, "/health", { ca: certificate.cert });
    expect(text).toBe('{"status":"up"}');
    const ca = readFileSync(other.certificate, "utf8");
    await expect(askOverTls(url, "/health", { ca })).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    await expect(fetch(`${url.replace("https", "http")}/health`)).rejects.toThrow();
  } finally {
    await app.close();
  }
});

test("a renewed certificate is spoken with, one that is not good is not, and the end is told", async () => {
  const own = makeCertificate(directory, "renewed");
  const logged: string[] = [];
  const destination = { write: (line: string) => void logged.push(line) };
  const logger = createLogger({ level: "info", destination });
  const clock = createSimulatedClock(midMs);
  const certificate = readCertificate(own, midMs);
  const app = createServer({ logger, certificate });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const keeping = keepCertificate(app, { tls: own, certificate, clock, logger });
  const look = () => clock.advanceTo(clock.nowMs() + DAY_MS / 2);
  const status = async (ca: string) => (await askOverTls(url, "/health", { ca })).status;
  try {
    writeFileSync(own.key, readFileSync(other.key));
    await look();
    expect(await status(certificate.cert)).toBe(200);
    writeFileSync(own.certificate, readFileSync(other.certificate));
    await look();
    expect(await status(readFileSync(other.certificate, "utf8"))).toBe(200);
    await expect(status(certificate.cert)).rejects.toThrow();
    await clock.advanceTo(endsAtMs - 13 * DAY_MS);
  } finally {
    await keeping.stop();
    await app.close();
  }
  expect(logged.map((line) => JSON.parse(line).msg).slice(0, 3)).toEqual([
    "The certificate cannot be read again",
    "The certificate was renewed",
    expect.stringMatching(/^The certificate ends at .*: renew it$/),
  ]);
});

test("a certificate is taken from its first to its last instant", () => {
  expect(refusalOf(files, beginsAtMs - 1)).toMatch(/own.pem holds from .*Z on$/);
  expect(refusalOf(files, beginsAtMs)).toBe("none");
  expect(refusalOf(files, endsAtMs - 1)).toBe("none");
  expect(refusalOf(files, endsAtMs)).toMatch(/own.pem ended at .*Z$/);
});

test("its end is told of fourteen days before", () => {
  const certificate = readCertificate(files, midMs);
  expect(doubtCertificate(certificate, endsAtMs - 14 * DAY_MS - 1)).toBeNull();
  expect(doubtCertificate(certificate, endsAtMs - 14 * DAY_MS)).toMatch(/ends at .*: renew it/);
});

test("what is not there, not to be read, or no pair is told apart", () => {
  const { certificate, key } = files;
  const absent = join(directory, "absent.pem");
  expect(refusalOf({ certificate: absent, key })).toMatch(/read \/absent.pem .*: ENOENT$/);
  expect(refusalOf({ certificate, key: directory })).toMatch(/: EISDIR$/);
  const pair = /other.key is not the key of the certificate in \/own.pem$/;
  expect(refusalOf({ certificate, key: other.key })).toMatch(pair);
  expect(refusalOf({ certificate: key, key })).toMatch(/own.key cannot be read as/);
  expect(refusalOf({ certificate, key: certificate })).toMatch(/own.pem cannot be read as/);
});

test("a file that is cut or damaged, empty, or locked by a passphrase is refused", () => {
  const pem = readFileSync(files.certificate, "utf8");
  const damaged = [pem.slice(0, 200), pem.replaceAll(/[A-Z]/g, "A"), "", "\0", "hunter2"];
  for (const [index, text] of damaged.entries()) {
    const certificate = write(`damaged-${index}.pem`, text);
    expect(refusalOf({ ...files, certificate })).toContain("cannot be read as");
    const told = refusalOf({ ...files, key: write(`damaged-${index}.key`, text) });
    expect(told).toContain("cannot be read as");
    expect(told).not.toContain("hunter2");
  }
  const locked = join(directory, "locked.key");
  const args = ["ec", "-in", files.key, "-aes256", "-passout", "pass:hunter2", "-out", locked];
  execFileSync("openssl", args, { stdio: "pipe" });
  expect(refusalOf({ ...files, key: locked })).toContain("locked.key cannot be read as");
});
