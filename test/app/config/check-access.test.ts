import { expect, test } from "vitest";
import { ConfigError, loadConfig } from "../../../app/config/load-config.ts";

function faultsOf(text: string): readonly string[] {
  try {
    loadConfig({ file: "/etc/vigie/vigie.yaml", text });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ line, path, message }) => `${line} ${path} ${message}`);
  }
}

const BEYOND = [
  "listen: { host: 0.0.0.0, behindProxy: true }",
  "listen: { host: 10.0.0.1, tls: { certificate: a, key: b } }",
  "listen: { behindProxy: true }",
  "listen: { publicUrl: https://vigie.example.com/ }",
];

test.each(BEYOND)("with %s nobody does more than look without a token", (listen) => {
  for (const role of ["operator", "restorer", "approver", "auditor", "admin"])
    expect(faultsOf(`${listen}\naccess: { anonymous: ${role} }`)).toEqual([
      `2 access.anonymous others than this machine's people would be let in as ${role}, without a token`,
    ]);
  for (const role of ["none", "viewer"])
    expect(faultsOf(`${listen}\naccess: { anonymous: ${role} }`)).toEqual([]);
  expect(faultsOf(listen)).toEqual([]);
});

test("on loopback whoever shows no token may be given any role", () => {
  for (const role of ["none", "viewer", "operator", "admin"])
    expect(faultsOf(`access: { anonymous: ${role} }`)).toEqual([]);
  expect(faultsOf("access: { anonymous: root }")).toHaveLength(1);
});

test("a certificate lets it listen beyond loopback, and counts from the file's folder", () => {
  const text =
    "listen: { host: 0.0.0.0, tls: { certificate: tls/own.pem, key: /etc/ssl/own.key } }";
  expect(loadConfig({ file: "/etc/vigie/vigie.yaml", text }).listen.tls).toEqual({
    certificate: "/etc/vigie/tls/own.pem",
    key: "/etc/ssl/own.key",
  });
  expect(faultsOf("listen: { host: 0.0.0.0, tls: { certificate: tls/own.pem } }")).toEqual([
    "1 listen.tls.key is missing",
  ]);
});
