import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import { openObject } from "../../../platform/objects/open-object.ts";
import { parseS3Address, toS3Address } from "../../../platform/objects/s3/s3-address.ts";

describe("openObject()", () => {
  test("finds the store and the name behind an address", async () => {
    const root = await mkdtemp(join(tmpdir(), "vigie-objects-"));
    const uri = createDirectoryObjects({ root }).uri("a b/é#1.dump");
    await createDirectoryObjects({ root }).write("a b/é#1.dump", Buffer.from("bytes"));
    const { store, name } = openObject(uri, ["/elsewhere", root]);
    expect(Buffer.concat(await Array.fromAsync(store.read(name))).toString()).toBe("bytes");
    await rm(root, { recursive: true });
  });

  test.each([
    "s3://bucket",
    "s3://bucket/",
    "s3:///key",
    "https://example.org/a",
    "/etc/passwd",
    "file://host/a",
    "",
    "a",
  ])("refuses %j", (uri) => expect(() => openObject(uri, ["/"])).toThrow(OperatingError));

  test.each([
    "file:///vault",
    "file:///vault-2/a",
    "file:///vault/../etc/passwd",
    "file:///vault/%2e%2e/etc/passwd",
    "file:///etc/passwd",
  ])("opens nothing outside of the vaults: %s", (uri) =>
    expect(() => openObject(uri, ["/vault"])).toThrow(/lies in no vault/),
  );
});

describe("openObject() for a tenant", () => {
  const store = createDirectoryObjects({ root: "/a" });
  const bucket = { bucket: "backups", store };
  const vaults = [
    "/shared",
    { path: "/vault", tenants: ["acme", "beta"] },
    { path: "/vault/acme", tenants: ["acme"] },
    { path: "/nobody", tenants: ["acme"] },
    { path: "/nobody", tenants: ["beta"] },
    { ...bucket, name: "dc1", endpoint: "https://dc1", prefix: "" },
    { ...bucket, name: "dc2", endpoint: "https://dc2", prefix: "", tenants: ["beta"] },
    { ...bucket, name: "acme", endpoint: "https://dc1", prefix: "acme/", tenants: ["acme"] },
  ];
  const cases: [uri: string, tenant: string, vault: string, opens: boolean][] = [
    ["file:///shared/a", "gamma", "x", true],
    ["file:///vault/a", "beta", "x", true],
    ["file:///vault/a", "gamma", "x", false],
    ["file:///vault/acme/a", "acme", "x", true],
    ["file:///vault/acme/a", "beta", "x", false],
    ["file:///vault/beta/../acme/a", "beta", "x", false],
    ["file:///nobody/a", "acme", "x", false],
    ["s3://backups/acme/a", "acme", "dc1", true],
    ["s3://backups/acme/a", "acme", "acme", true],
    // Whose event it is says which vault is meant, and could name the outer one.
    ["s3://backups/acme/a", "beta", "dc1", false],
    ["s3://backups/acme/a", "beta", "dc2", true],
    ["s3://backups/b/a", "acme", "dc2", false],
    ["s3://backups/b/a", "acme", "dc1", true],
  ];

  test.each(cases)("%s of %s in %s: %s", (uri, tenant, vault, opens) => {
    const open = () => openObject(uri, vaults, { tenant, vault });
    if (opens) expect(open()).toBeDefined();
    else expect(open).toThrow(`as its vault is not for tenant ${tenant}`);
  });

  test("opens all of them for whoever runs it on the machine", () =>
    expect(openObject("file:///vault/acme/a", vaults)).toBeDefined());
});

describe("openObject() of an address in a bucket", () => {
  const [first, second, third] = ["/a", "/b", "/c"].map((root) => createDirectoryObjects({ root }));
  if (!first || !second || !third) throw new Error("three roots make three stores");
  const vaults = [
    "/vault",
    { name: "dc1", endpoint: null, bucket: "backups", prefix: "acme/", store: first },
    { name: "dc2", endpoint: "https://dc2", bucket: "shared", prefix: "", store: second },
    { name: "dc3", endpoint: "https://dc3", bucket: "shared", prefix: "", store: third },
  ];

  test("finds the key below the vault's prefix", () => {
    const place = openObject("s3://backups/acme/Visitor%20Db/a.bak", vaults);
    expect(place).toEqual({ store: first, name: "Visitor Db/a.bak" });
  });

  test("asks the copy's vault where two servers have a bucket of one name", () => {
    expect(openObject("s3://shared/a", vaults, { vault: "dc3" }).store).toBe(third);
    expect(() => openObject("s3://shared/a", vaults, { vault: "dc9" })).toThrow(/lies in no vault/);
    expect(() => openObject("s3://shared/a", vaults)).toThrow(/lies in no vault/);
  });

  test.each([
    "s3://backups/acmes/a",
    "s3://backups/acme/",
    "s3://backups/other/a",
    "s3://elsewhere/acme/a",
    "s3://backups/%61cm/a",
  ])("opens nothing outside of the vaults: %s", (uri) =>
    expect(() => openObject(uri, vaults)).toThrow(/lies in no vault/),
  );

  test.each(["a/b c.bak", "é😀/%41#?&+", "a//b", "/a", "%", "a\u0001b"])(
    "reads the address that it writes of %j",
    (key) => expect(parseS3Address(toS3Address("b", key))).toEqual({ bucket: "b", key }),
  );

  test("takes a key that is not encoded as it stands", () => {
    expect(parseS3Address("s3://b/a b#1?x=100%.bak")?.key).toBe("a b#1?x=100%.bak");
  });
});
