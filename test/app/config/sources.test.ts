import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ConfigError, loadConfig } from "../../../app/config/load-config.ts";

const FILE = "/etc/vigie/vigie.yaml";

function faultsOf(text: string): readonly string[] {
  try {
    loadConfig({ file: FILE, text });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ path }) => path);
  }
}

test("a source of buckets has its secrets and certificates from the file's folder too", () => {
  const vault = (more: string) =>
    `sources: [{ name: s, collector: s3, pattern: '{asset}/{run}', vaults: [{ name: dc2, role: duplicate, s3: { bucket: backups, ${more} credentials: { accessKey: { env: A }, secretKey: { file: keys/dc2 } } } }] }]`;
  const [source] = loadConfig({ file: FILE, text: vault("prefix: acme, ca: ca.pem,") }).sources;
  expect(source).toMatchObject({
    collector: "s3",
    again: { objectsPerHour: 10_000 },
    vaults: [
      {
        s3: {
          ...{ prefix: "acme/", ca: "/etc/vigie/ca.pem" },
          credentials: { secretKey: { file: "/etc/vigie/keys/dc2" } },
        },
      },
    ],
  });
  expect(faultsOf(vault("endpoint: https://user:password@dc2.example.com,"))).toHaveLength(1);
  expect(faultsOf(vault("path: /mnt/v,"))).toHaveLength(1);
});

test("the example's source of buckets is one, once its marks are taken away", () => {
  const file = new URL("../../../docs/vigie.example.yaml", import.meta.url).pathname;
  const example = readFileSync(file, "utf8");
  const start = example.indexOf("#   - name: second-site");
  const end = example.indexOf("\n\n", start);
  const block = example.slice(start, end).replaceAll(/^# /gm, "");
  const text = example.slice(0, start) + block + example.slice(end);
  expect(loadConfig({ file, text }).sources.map(({ collector }) => collector)).toEqual([
    ...["directory", "s3"],
  ]);
});
