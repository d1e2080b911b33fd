import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createS3Objects } from "../../../../platform/objects/s3/create-s3-objects.ts";
import type { S3Connection } from "../../../../platform/objects/s3/s3-connection.ts";
import { missingS3 } from "../../../services/s3/missing-s3.ts";
import { openS3, type TestS3 } from "../../../services/s3/start-s3.ts";
import { runVigie } from "./run-vigie.ts";
import { makeVigieData, pollNext, withStore } from "./vigie-data.ts";

const FINDINGS = ["a", "b", "c"].map((id) => ({
  ...{ id, version: 1, kind: "missing", opened_at: "2026-11-20 00:14:09.123" },
  ...{ body: "{}", slot: null },
}));
const missing = missingS3(process.env);

describe.skipIf(missing)(
  `vigie backup into a bucket${missing ? `: skipped, as ${missing}` : ""}`,
  () => {
    let s3: TestS3;
    let connection: S3Connection;
    let vigie: Awaited<ReturnType<typeof makeVigieData>>;
    let config: string;
    beforeAll(async () => {
      s3 = await openS3(process.env);
    }, 600_000);
    afterAll(() => s3?.remove());
    beforeEach(async () => {
      connection = s3.connect();
      vigie = await makeVigieData();
      config = join(vigie.place, "vigie.yaml");
      await writeFile(config, configOf(vigie.options.data));
    });
    afterEach(() => rm(vigie.place, { recursive: true, force: true }));

    function configOf(data: string): string {
      const { endpoint, bucket, prefix, pathStyle } = connection;
      const credentials = { accessKey: { env: "ACCESS" }, secretKey: { env: "SECRET" } };
      const to = { name: "away", s3: { endpoint, bucket, prefix, pathStyle, credentials } };
      return JSON.stringify({ data, backup: { to, key: { env: "KEY" }, keep: "30d" } });
    }

    const run = (words: readonly string[], changed: Readonly<Record<string, string>> = {}) => {
      const { accessKey: ACCESS, secretKey: SECRET } = connection.credentials;
      const KEY = "kept apart from all that is destroyed";
      return runVigie([...words, "--config", config], { ACCESS, SECRET, KEY, ...changed });
    };
    const readFindings = (data: string) =>
      withStore(data, (store) => store.query("SELECT * FROM findings ORDER BY id", {}, z.any()));

    test("brings all back after everything was destroyed, and shows nothing in the clear", async () => {
      const { data } = vigie.options;
      await withStore(data, (store) => store.insert("finding_rows", FINDINGS));
      const before = await readFindings(data);
      const key = await readFile(join(data, "keys", "signing.pem"), "utf8");
      const taken = await run(["backup"]);
      expect([taken.code, taken.err]).toEqual([0, ""]);
      expect(taken.out).toContain(`in s3://${connection.bucket}/${connection.prefix}`);
      const text = await readFile(config, "utf8");

      await rm(vigie.place, { recursive: true });
      await mkdir(vigie.place);
      config = join(vigie.place, "new.yaml");
      await writeFile(config, configOf(data));
      const restored = await run(["restore", "--json"]);
      expect(restored.code, restored.err).toBe(0);
      expect(before).toHaveLength(FINDINGS.length);
      expect(await readFindings(data)).toEqual(before);
      expect(await readFile(join(data, "keys", "signing.pem"), "utf8")).toBe(key);
      expect(await readFile(join(data, "config", "vigie.yaml"), "utf8")).toBe(text);
      expect(await pollNext(data)).toEqual([]);

      const objects = createS3Objects(connection);
      const heads = await Array.fromAsync(objects.list());
      expect(heads.length).toBeGreaterThan(10);
      for (const { name } of heads) {
        const bytes = Buffer.concat(await Array.fromAsync(objects.read(name)));
        expect(bytes.subarray(0, 8).toString(), name).toBe("VIGIEBK1");
        expect(bytes.includes("PRIVATE KEY"), name).toBe(false);
      }
      objects.close();
    });

    test("is listed, checked, found damaged, and removed by age like one in a directory", async () => {
      const { backup } = JSON.parse((await run(["backup", "--json"])).out);
      const listed = JSON.parse((await run(["backup", "--list", "--json"])).out);
      expect(listed).toMatchObject([{ backup, finished: true }]);
      expect((await run(["backup", "--check"])).code).toBe(0);
      await writeFile(config, configOf(vigie.options.data).replace("30d", "1s"));
      const renewed = JSON.parse((await run(["backup", "--json"])).out);
      expect(renewed.removed).toEqual([backup]);

      const objects = createS3Objects(connection);
      const name = `${renewed.backup}/log`;
      const bytes = Buffer.concat(await Array.fromAsync(objects.read(name)));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      await objects.write(name, bytes);
      objects.close();
      const checked = await run(["backup", "--check"]);
      expect([checked.code, checked.out]).toEqual([1, expect.stringContaining("DAMAGED  log")]);
    });

    test("says what is wrong: the bucket's key, a bucket that is absent, a bucket after --from", async () => {
      const refused = await run(["backup"], { SECRET: "another" });
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("secret key")]);
      const doctor = JSON.parse((await run(["doctor", "--json"], { SECRET: "another" })).out);
      expect(doctor).toContainEqual(expect.objectContaining({ check: "vault away", good: false }));
      const named = ["restore", "--from", "s3://bucket/prefix", "--key-env", "KEY", "--to", "x"];
      const from = await run(named);
      expect([from.code, from.err]).toEqual([64, expect.stringContaining("backup.to")]);
      await writeFile(config, configOf(vigie.options.data).replace('"vault"', '"no-such-bucket"'));
      const absent = await run(["backup", "--list"]);
      expect([absent.code, absent.err]).toEqual([2, expect.stringContaining("check bucket")]);
    });
  },
);
