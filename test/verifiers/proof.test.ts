import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { Proof } from "../../schemas/proof.ts";
import { canonicalJson } from "../../verifiers/proof/canonical-json.ts";
import { checkChain, checkProof } from "../../verifiers/proof/check-proof.ts";
import { openKeys, type SigningKeys } from "../../verifiers/proof/open-keys.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../verifiers/proof/seal-proof.ts";
import { writeProofFile } from "../../verifiers/proof/write-proof-file.ts";
import { makeProof } from "./make-proof.ts";

let directory: string;
let keys: SigningKeys;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-proof-"));
  keys = await openKeys(join(directory, "keys"));
});
afterAll(() => rm(directory, { recursive: true }));

type Path = readonly (string | number)[];

/** Every leaf of a JSON value, by its path. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, member]) =>
    leaves(member, [...path, Array.isArray(value) ? Number(name) : name]),
  );
}

function alter(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined) return alterLeaf(value);
  if (Array.isArray(value))
    return value.map((member, at) => (at === name ? alter(member, rest) : member));
  const entries = Object.entries(value ?? {});
  return Object.fromEntries(
    entries.map(([key, member]) => [key, key === name ? alter(member, rest) : member]),
  );
}

function alterLeaf(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (value === null) return "restore-failed";
  const text = String(value);
  const last = text.at(-1) === "0" ? "1" : "0";
  return text.endsWith("Z") ? text.replace(/\d(?=Z)/, "9") : text.slice(0, -1) + last;
}

describe("checkProof()", () => {
  test("finds a sealed proof sound, and says whether the pinned key signed it", () => {
    const proof = sealProof(makeProof("1"), NO_PROOF_BEFORE, keys);
    const { publicKeyPem, fingerprint } = keys;
    expect(checkProof(proof, { publicKeyPem })).toMatchObject({ verdict: "sound", pinned: false });
    expect(checkProof(proof, { publicKeyPem, fingerprint })).toMatchObject({
      verdict: "sound",
      pinned: true,
    });
  });

  test("finds a change of any field", () => {
    const proof = sealProof(makeProof("1"), NO_PROOF_BEFORE, keys);
    const paths = leaves(proof);
    expect(paths.length).toBeGreaterThan(30);
    for (const path of paths) {
      const altered = alter(proof, path);
      expect(altered, path.join(".")).not.toEqual(proof);
      const { verdict } = checkProof(altered, { publicKeyPem: keys.publicKeyPem });
      expect(verdict, path.join(".")).toBe("damaged");
    }
  });

  test("finds a field taken away and a field added", () => {
    const proof = sealProof(makeProof("1"), NO_PROOF_BEFORE, keys);
    const { rowCounts: _, ...less } = proof;
    for (const altered of [less, { ...proof, note: "all is well" }, null, "", []])
      expect(checkProof(altered, { publicKeyPem: keys.publicKeyPem }).verdict).toBe("damaged");
  });

  test("finds a proof signed again with another key once the key is pinned", async () => {
    const forger = await openKeys(join(directory, "forger"));
    const forged = sealProof(makeProof("1"), NO_PROOF_BEFORE, forger);
    const { publicKeyPem } = forger;
    expect(checkProof(forged, { publicKeyPem }).verdict).toBe("sound");
    const { fingerprint } = keys;
    expect(checkProof(forged, { publicKeyPem, fingerprint }).verdict).toBe("damaged");
    expect(checkProof(forged, { publicKeyPem: keys.publicKeyPem }).verdict).toBe("damaged");
  });
});

describe("checkChain()", () => {
  function makeChain(): Proof[] {
    const chain: Proof[] = [];
    for (const runId of ["1", "2", "3"])
      chain.push(sealProof(makeProof(runId), chain.at(-1)?.hash ?? NO_PROOF_BEFORE, keys));
    return chain;
  }

  test("finds a proof dropped, doubled, swapped or cut off at the front", () => {
    const [first, second, third] = makeChain();
    const check = (chain: unknown[]) =>
      checkChain(chain, { publicKeyPem: keys.publicKeyPem }).verdict;
    expect(check([first, second, third])).toBe("sound");
    expect(check([first, third])).toBe("damaged");
    expect(check([first, second, second, third])).toBe("damaged");
    expect(check([second, first, third])).toBe("damaged");
    expect(check([second, third])).toBe("damaged");
  });
});

describe("openKeys()", () => {
  test("keeps the key readable by this account only, and opens the same key again", async () => {
    const file = join(directory, "keys", "signing.pem");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, "keys"))).mode & 0o777).toBe(0o700);
    expect((await openKeys(join(directory, "keys"))).fingerprint).toBe(keys.fingerprint);
    expect(await readdir(join(directory, "keys"))).toEqual(["signing.pem"]);
  });

  test("makes one key when several open it at once", async () => {
    const shared = join(directory, "shared");
    const opened = await Promise.all([openKeys(shared), openKeys(shared), openKeys(shared)]);
    expect(new Set(opened.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  test("refuses a key that others may read, and one that is no Ed25519 key", async () => {
    const { privateKey } = generateKeyPairSync("x25519");
    const bad = await mkdtemp(join(directory, "bad-"));
    const file = join(bad, "signing.pem");
    await writeFile(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    await expect(openKeys(bad)).rejects.toThrow(OperatingError);
    await rm(file);
    await writeFile(file, await readFile(join(directory, "keys", "signing.pem")), { mode: 0o644 });
    await expect(openKeys(bad)).rejects.toThrow(/other accounts may read/);
  });
});

describe("writeProofFile()", () => {
  test("writes what checks by itself", async () => {
    const objects = createDirectoryObjects({ root: join(directory, "proofs") });
    const proof = sealProof(makeProof("1"), NO_PROOF_BEFORE, keys);
    const name = await writeProofFile(objects, proof, keys);
    const file = JSON.parse(await readFile(join(directory, "proofs", name), "utf8"));
    expect(file.proof).toEqual(proof);
    expect(checkProof(file.proof, { publicKeyPem: file.publicKeyPem }).verdict).toBe("sound");
  });
});

describe("canonicalJson()", () => {
  test("writes numbers, strings and order as RFC 8785 does (its section 3.2.2)", () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 0.002, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
});
