import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { readableVaults } from "../../../app/config/readable-vaults.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { openObject } from "../../../platform/objects/open-object.ts";

const FILE = "/etc/vigie/vigie.yaml";
const bucket = (
  more: string,
  credentials = "{ accessKey: { env: A }, secretKey: { file: keys/s } }",
) =>
  `verification:
  vaults: [/mnt/a, exports, { name: dc2, s3: { bucket: backups, ${more}credentials: ${credentials} } }]`;

const faulty: [name: string, text: string, told: string][] = [
  [
    "a secret in the file",
    bucket("", "{ accessKey: { env: A }, secretKey: hunter2 }"),
    "verification.vaults[2].s3.credentials.secretKey: a secret must not stand in this file",
  ],
  [
    "a secret in the address",
    bucket("endpoint: 'https://u:hunter2@s3.example', "),
    "verification.vaults[2].s3.endpoint: a secret must not stand in this file, nor in an address",
  ],
  ["a name that no bucket has", bucket("").replace("backups", "'a/b'"), "is no name of a bucket"],
  ["an endpoint of another kind", bucket("endpoint: 's3://x', "), "must be an address"],
  ["an unknown key", bucket("endpont: 'https://x', "), 'did you mean "endpoint"?'],
  [
    "two vaults of one name",
    `${bucket("")}`.replace(
      "exports",
      "{ name: dc2, s3: { bucket: b12, credentials: { accessKey: { env: A }, secretKey: { env: B } } } }",
    ),
    'two vaults are called "dc2"',
  ],
  ["an impossible night", "verification: { reread: { cron: '0 99 * * *' } }", "reread.cron"],
];

describe("verification.vaults", () => {
  test.each(faulty)("tells %s, and does not repeat it", (_, text, told) => {
    const load = () => loadConfig({ file: FILE, text });
    expect(load).toThrow(expect.objectContaining({ message: expect.stringContaining(told) }));
    expect(load).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/hunter/) }));
  });

  test("finds directories, certificates and secrets from the file's folder", () => {
    const { vaults } = loadConfig({
      file: FILE,
      text: bucket("ca: ca.pem, prefix: acme, "),
    }).verification;
    expect(vaults.slice(0, 2)).toEqual(["/mnt/a", "/etc/vigie/exports"]);
    expect(vaults[2]).toMatchObject({
      s3: {
        ...{ ca: "/etc/vigie/ca.pem", prefix: "acme/", region: "us-east-1", pathStyle: false },
        credentials: { accessKey: { env: "A" }, secretKey: { file: "/etc/vigie/keys/s" } },
      },
    });
  });

  test("say whose copies are read from them, those of sources too", () => {
    const text = `sources:
  - name: s
    collector: directory
    pattern: "{asset}/{run}"
    vaults: [{ name: dc1, role: primary, path: v, tenants: [acme] }]
verification: { vaults: [{ path: beta, tenants: [beta] }] }`;
    const vaults = readableVaults(loadConfig({ file: FILE, text }), {});
    expect(vaults).toEqual([
      { path: "/etc/vigie/v", tenants: ["acme"] },
      { path: "/etc/vigie/beta", tenants: ["beta"] },
    ]);
    const named = bucket("", "{ accessKey: { env: A }, secretKey: { env: A } }");
    const config = loadConfig({ file: FILE, text: named.replace("dc2,", "dc2, tenants: [acme],") });
    expect(readableVaults(config, { A: "key" })[2]).toMatchObject({ tenants: ["acme"] });
    const nobody = () => loadConfig({ file: FILE, text: text.replace("[beta]", "[]") });
    expect(nobody).toThrow(/verification.vaults/);
  });

  test("are opened with their secrets, and say which secret is missing", () => {
    const text = bucket("prefix: acme, ").replace("{ file: keys/s }", "{ env: S }");
    const config = loadConfig({ file: FILE, text });
    const vaults = readableVaults(config, { A: "key", S: "secret" });
    const { name, store } = openObject("s3://backups/acme/a%20b", vaults);
    expect(name).toBe("a b");
    expect(store.uri(name)).toBe("s3://backups/acme/a%20b");
    expect(() => readableVaults(config, { A: "key" })).toThrow(OperatingError);
  });
});
