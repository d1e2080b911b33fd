import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packFiles, unpackFiles } from "../../../app/own-backup/pack-files.ts";
import { rotateKeys } from "../../../verifiers/proof/keys/rotate-keys.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";

test("a backup of Vigie has the signing key and the record of the keys, as private as before", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-pack-"));
  const keys = join(directory, "keys");
  const act = { author: "Ada", reason: "yearly", nowMs: Date.parse("2099-01-01T00:00:00Z") };
  const { fingerprint, history } = await rotateKeys(keys, act);
  const restored = join(directory, "restored");
  await unpackFiles(packFiles([{ name: "keys", path: keys }]), restored);
  for (const name of ["signing.pem", "history.json"]) {
    const [before, after] = [join(keys, name), join(restored, "keys", name)];
    expect(await readFile(after)).toEqual(await readFile(before));
    expect((await stat(after)).mode & 0o777).toBe(0o600);
  }
  expect(await openKeys(join(restored, "keys"))).toMatchObject({ fingerprint, history });
  await rm(directory, { recursive: true });
});
