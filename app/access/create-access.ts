import assert from "node:assert/strict";
import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Config } from "../../schemas/config.ts";
import type { Guard } from "../../schemas/guard.ts";
import { accessMigrations } from "./access-migrations.ts";
import { anonymousRole, doubtAnonymous } from "./anonymous-role.ts";
import { AskerBook } from "./asker-book.ts";
import { type Audit, createAudit } from "./create-audit.ts";
import { createGuard, type Gate } from "./create-guard.ts";
import { createIdentifier } from "./create-identifier.ts";
import { isApi, isChange } from "./is-change.ts";
import { createOwnHosts } from "./own-hosts.ts";
import { registerSession } from "./register-session.ts";

type Options = {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: Pick<Config, "access" | "listen">;
};

export type Access = Guard & {
  /**
   * Watches the routes below `/api/` that are registered after it, and serves `/api/v1/session`.
   */
  readonly register: (app: FastifyInstance) => Promise<void>;
};

/** Who may do what over HTTP. */
export async function createAccess(options: Options): Promise<Access> {
  const { state, clock, logger, config } = options;
  await state.migrate(accessMigrations());
  const doubt = doubtAnonymous(config);
  if (doubt !== null) logger.warn(doubt);
  const { publicUrl, tls, behindProxy } = config.listen;
  const hosts = createOwnHosts(publicUrl);
  const isSecure = tls !== undefined || publicUrl?.startsWith("https:") === true;
  const cookieName = isSecure ? "__Host-vigie" : "vigie";
  const identify = createIdentifier({
    ...{ state, clock, hosts, cookieName },
    anonymous: anonymousRole(config),
    isBehindProxy: behindProxy === true,
  });
  const book = new AskerBook(identify);
  const audit = createAudit(options);
  const isOwnOrigin = (request: FastifyRequest) => hosts.isOwnOrigin(request.headers, request.host);
  const gate = createGuard({ book, identify, audit, isOwnOrigin });
  const { guard } = gate;

  async function register(app: FastifyInstance): Promise<void> {
    await app.register(cookie);
    watchRoutes(app, { gate, audit, book });
    registerSession(app, { state, clock, cookieName, isSecure, isOwnOrigin, book, audit, guard });
  }

  return { ...guard, register };
}

type Watch = { readonly gate: Gate; readonly audit: Audit; readonly book: AskerBook };

/** No route of the API is open by mistake, and no change stays out of the audit. */
function watchRoutes(app: FastifyInstance, { gate, audit, book }: Watch): void {
  app.addHook("onRoute", ({ url, preHandler, config }) => {
    const isGuarded = [preHandler ?? []].flat().some(gate.isOurs);
    assert(!isApi(url) || isGuarded || config?.isOpen === true, `${url} is open to anybody`);
  });
  app.addHook("onRequest", gate.stopStrangers);
  app.addHook("onSend", async (request, reply) => {
    if (isChange(request)) await audit.end(request, reply.statusCode, book.peek(request));
  });
}
