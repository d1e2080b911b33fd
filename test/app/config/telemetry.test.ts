import { expect, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { otlpReceiver } from "../../../app/config/otlp-receiver.ts";

const FILE = "/etc/vigie/vigie.yaml";

const faulty: [name: string, text: string, told: readonly string[]][] = [
  [
    "a secret in the address of a telemetry receiver",
    "telemetry: { otlp: { url: 'https://u:hunter2@x.example/' } }",
    ["1:27: telemetry.otlp.url: a secret must not stand in this file, nor in an address"],
  ],
  [
    "a telemetry receiver's secret sent in the clear",
    "telemetry: { otlp: { url: 'http://x.example/', headers: [{ name: a, secret: { env: A } }] } }",
    ["1:27: telemetry.otlp.url: the secrets of its headers would cross the network without TLS"],
  ],
  [
    "telemetry's secrets in the file",
    "telemetry:\n  metrics: { secret: hunter2 }\n  otlp: { url: 'http://[::1]:4318', headers: [{ name: a, secret: hunter3 }] }",
    [
      "2:22: telemetry.metrics.secret: a secret must not stand in this file",
      "3:66: telemetry.otlp.headers[0].secret: a secret must not stand in this file",
    ],
  ],
];

test.each(faulty)("loadConfig() tells %s, and does not repeat it", (_, text, told) => {
  for (const line of told)
    expect(() => loadConfig({ file: FILE, text })).toThrow(
      expect.objectContaining({ message: expect.stringContaining(line) }),
    );
  expect(() => loadConfig({ file: FILE, text })).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/hunter/) }),
  );
});

test("loadConfig() finds telemetry's secrets from the file's folder", () => {
  const text = `telemetry:
  metrics: { secret: { file: keys/m } }
  otlp: { url: https://o, headers: [{ name: a, secret: { file: keys/o } }] }`;
  const { metrics, otlp } = loadConfig({ file: FILE, text }).telemetry;
  expect(metrics.secret).toEqual({ file: "/etc/vigie/keys/m" });
  expect(otlp?.headers[0]?.secret).toEqual({ file: "/etc/vigie/keys/o" });
});

test("nothing is sent anywhere unless it is said where", () => {
  const config = loadConfig({ file: FILE, text: "# nothing yet\n" });
  expect(otlpReceiver(config, {})).toBeNull();
});

test("a receiver's headers are read where the file says, each minute and of each trace", () => {
  const text =
    "telemetry: { otlp: { url: https://o, headers: [{ name: a, secret: { env: A } }] } }";
  expect(otlpReceiver(loadConfig({ file: FILE, text }), { A: "hunter2" })).toEqual({
    url: "https://o",
    headers: { a: "hunter2" },
    everyMs: 60_000,
    sampled: 1,
  });
});
