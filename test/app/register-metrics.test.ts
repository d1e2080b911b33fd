import fastify from "fastify";
import { expect, test } from "vitest";
import { registerMetrics } from "../../app/serve/register-metrics.ts";

async function ask(host: string, secret: string | null, shown: string | null) {
  const app = fastify();
  registerMetrics(app, { scrape: async () => "up 1\n", host, secret });
  const headers = shown === null ? {} : { authorization: shown };
  const { statusCode, body } = await app.inject({ url: "/metrics", headers });
  await app.close();
  return statusCode === 200 ? body : statusCode;
}

test.each([
  ["127.0.0.1", null, null, "up 1\n"],
  ["127.8.8.8", null, null, "up 1\n"],
  ["::1", null, null, "up 1\n"],
  ["localhost", null, null, "up 1\n"],
  ["127.0.0.1", "hunter2", null, 401],
  ["127.0.0.1", "hunter2", "Bearer hunter2", "up 1\n"],
  ["0.0.0.0", null, null, 401],
  ["0.0.0.0", null, "Bearer ", 401],
  ["0.0.0.0", null, "Bearer null", 401],
  ["::", null, null, 401],
  ["10.0.0.1", null, null, 401],
  ["127.0.0.1.example.org", null, null, 401],
  ["0.0.0.0", "hunter2", "Bearer hunter3", 401],
  ["0.0.0.0", "hunter2", "hunter2", 401],
  ["0.0.0.0", "hunter2", "Bearer hunter2", "up 1\n"],
])("on %s with secret %s, who shows %s gets %j", async (host, secret, shown, got) => {
  expect(await ask(host, secret, shown)).toBe(got);
});
