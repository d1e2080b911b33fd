import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diagnoseSandboxes } from "../../../app/commands/diagnose-sandboxes.ts";
import { loadConfig } from "../../../app/config/load-config.ts";
import { sandboxEngines } from "../../../app/config/sandbox-engines.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { connectionTo, openWorld } from "./sql-server-world.ts";

const directory = mkdtempSync(join(tmpdir(), "vigie-tls-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A certificate for the loopback, signed by itself. */
function makeIdentity(name: string) {
  const [key, cert] = [join(directory, `${name}.key`), join(directory, `${name}.pem`)];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", key, "-out", cert];
  const kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  execFileSync("openssl", [...kind, ...files, ...names], { stdio: "ignore" });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}

describe("in TLS, the instance", () => {
  const [own, another] = [makeIdentity("own"), makeIdentity("another")];
  const encrypted = { ...connectionTo(0), encrypt: true };

  test.each([
    ["is known by its authority", { ...encrypted, ca: own.cert }],
    ["is trusted whoever it is", { ...encrypted, trustServerCertificate: true }],
  ])("%s", async (_, connection) => {
    await using world = await openWorld({}, { tls: own, connection });
    expect((await world.verify()).restored?.verdict).toBe("pass");
  });

  test.each([
    ["is signed by another authority", { ...encrypted, ca: another.cert }],
    ["is signed by nobody known", encrypted],
  ])("%s, and is not used", async (_, connection) => {
    await using world = await openWorld({}, { tls: own, connection });
    await expect(world.verify()).rejects.toThrow(/does not answer/);
    expect(world.state.ran).toEqual([]);
  });

  test("that cannot speak TLS is not spoken to in the clear", async () => {
    await using world = await openWorld({}, { connection: encrypted });
    await expect(world.verify()).rejects.toThrow(/does not answer/);
    expect(world.state.ran).toEqual([]);
  });
});

describe("as configured, the instance", () => {
  const configOf = (port: number, more = "") =>
    loadConfig({
      file: "/etc/vigie/vigie.yaml",
      text: [
        "verification:",
        "  engines:",
        "    - kind: sql-server",
        "      server: localhost",
        `      port: ${port}`,
        "      password: { env: SANDBOX }",
        "      tls: false",
        "      data: /var/opt/mssql/data",
        "      vaults: [{ uri: 'file:///backups', at: /mnt/backups }]",
        more,
      ].join("\n"),
    });

  test("is looked at by vigie doctor", async () => {
    await using world = await openWorld();
    const context = { clock: createSystemClock(), terminal: terminalWith({ SANDBOX: "right" }) };
    const config = configOf(world.server.port);
    expect(await diagnoseSandboxes(config, context)).toEqual([
      {
        check: "sandbox localhost",
        good: true,
        said: "SQL Server 16.0.4150.1, marked as a sandbox; 10.0 GiB free",
      },
    ]);
    world.state.marker = null;
    await expect(diagnoseSandboxes(config, context)).rejects.toThrow(/carries no marker/);
  });

  test("has its secrets read where Vigie starts, from beside the config", () => {
    const key = [
      "      escrow:",
      `        - thumbprint: ${"ab".repeat(20)}`,
      "          certificate: /escrow/b.cer",
      "          privateKey: /escrow/b.pvk",
      "          password: { file: secrets/escrow }",
    ];
    const config = configOf(1_433, key.join("\n"));
    const [engine] = config.verification.engines ?? [];
    expect(engine).toMatchObject({
      escrow: [{ password: { file: "/etc/vigie/secrets/escrow" } }],
      check: "full",
    });
    expect(() => sandboxEngines(config, { SANDBOX: "right" })).toThrow(/secrets\/escrow/);
  });

  test("stands in the example, in marks", () => {
    const file = new URL("../../../docs/vigie.example.yaml", import.meta.url).pathname;
    const text = readFileSync(file, "utf8").replace(/^# {3}engines:\n(# {5}.*\n)+/m, (marked) =>
      marked.replaceAll(/^# /gm, ""),
    );
    expect(loadConfig({ file, text }).verification.engines).toMatchObject([
      { kind: "sql-server", check: "full" },
      { kind: "pglite" },
    ]);
  });

  test("is refused without a vault, or with a thumbprint that is none", () => {
    const wrong = `      escrow: [{ thumbprint: zz, certificate: a, privateKey: b, password: { env: C } }]`;
    expect(() => configOf(1_433, wrong)).toThrow(/40 hexadecimal digits/);
  });
});

function terminalWith(environment: Record<string, string>) {
  const say = () => undefined;
  const write = () => Promise.resolve();
  return { out: say, err: say, write, environment, isInteractive: false };
}
