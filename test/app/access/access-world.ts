import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { hashSecret, makeSecret } from "../../../app/access/access-secret.ts";
import { readAudit } from "../../../app/access/audit-rows.ts";
import { createAccess } from "../../../app/access/create-access.ts";
import { addToken, revokeToken } from "../../../app/access/token-rows.ts";
import { createServer } from "../../../app/serve/create-server.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { RIGHTS, type Role } from "../../../schemas/access.ts";
import { type Config, configSchema } from "../../../schemas/config.ts";
import type { Guard } from "../../../schemas/guard.ts";
import { openTestState } from "../../services/open-test-state.ts";

export const NOON_MS = Date.parse("2026-11-20T12:00:00Z");
export const DAY_MS = 86_400_000;

type Asked = {
  readonly method?: "GET" | "POST" | "DELETE" | "PUT" | "PATCH";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly from?: string;
};
export type AccessWorld = Awaited<ReturnType<typeof openAccessWorld>>;

/** A server with access on a real state, and a route for each right: GET reads, POST changes. */
export async function openAccessWorld(given: unknown = {}) {
  const config: Config = configSchema.parse(given);
  const directory = await mkdtemp(join(tmpdir(), "vigie-access-"));
  const state = await openTestState(directory);
  const clock = createSimulatedClock(NOON_MS);
  const logged: string[] = [];
  const destination = { write: (line: string) => void logged.push(line) };
  const logger = createLogger({ level: "debug", destination });
  const app = createServer({
    logger,
    isBehindProxy: config.listen.behindProxy,
  });
  const access = await createAccess({ state, clock, logger, config });
  await access.register(app);
  registerThings(app, access);
  await app.ready();
  onTestFinished(async () => {
    await app.close();
    await state.close();
    await rm(directory, { recursive: true });
  });

  const give = async (name: string, role: Role, more: Given = {}): Promise<string> => {
    const secret = makeSecret();
    const { tenants = null, expiresAtMs = null } = more;
    const token = { name, role, tenants, expiresAtMs, by: "root", sha256: hashSecret(secret) };
    await state.transact((rows) => addToken(rows, token, clock.nowMs()));
    return secret;
  };

  return {
    ...{ app, access, state, clock, logged, directory, give },
    ask: (url: string, asked: Asked = {}) => ask(app, url, asked),
    passMs: (durationMs: number) => clock.advanceTo(clock.nowMs() + durationMs),
    revoke: (name: string) =>
      state.transact((rows) => revokeToken(rows, { name, by: "root" }, clock.nowMs())),
    audit: () =>
      state.transact((rows) =>
        readAudit(rows, { sinceMs: 0, before: 1e9, tenants: null, limit: 1e6 }),
      ),
  };
}

type Given = { readonly tenants?: readonly string[]; readonly expiresAtMs?: number };

function registerThings(app: FastifyInstance, guard: Guard): void {
  app.register(async (scope) => {
    for (const right of RIGHTS) {
      const options = { preHandler: guard.requires(right) };
      scope.get(`/api/things/${right}`, options, async (request) => guard.principal(request));
      scope.post(`/api/things/${right}/:incident`, options, async (request, reply) => {
        guard.about(request, { tenant: "acme" });
        guard.about(request, z.object({ series: z.string().optional() }).parse(request.query));
        const { incident } = z.object({ incident: z.string() }).parse(request.params);
        if (incident === "none") return reply.code(400).send({ error: "It names no incident." });
        return reply.code(202).send(guard.principal(request));
      });
    }
    scope.post("/open", async () => ({ asked: "by anybody" }));
  });
}

async function ask(app: FastifyInstance, url: string, { method = "GET", from, ...rest }: Asked) {
  const response: LightMyRequestResponse = await app.inject({
    ...{ method, url, headers: rest.headers ?? {} },
    ...(rest.body === undefined ? {} : { payload: rest.body as object }),
    ...(from === undefined ? {} : { remoteAddress: from }),
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    cookies: response.cookies,
    body: response.body === "" ? null : response.json(),
  };
}

export const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** Signs a browser in: what it sends from then on, and what it was told. */
export async function signIn({ ask: send }: AccessWorld, token: string) {
  const answer = await send("/api/v1/session", { method: "POST", body: { token } });
  const [cookie] = answer.cookies;
  return {
    ...{ answer, cookie },
    reading: { cookie: `${cookie?.name}=${cookie?.value}` },
    changing: {
      cookie: `${cookie?.name}=${cookie?.value}`,
      "x-vigie-csrf": String(answer.body.csrf),
    },
  };
}
