import type { FastifyReply, FastifyRequest } from "fastify";
import type { Principal, Right } from "./access.ts";

/** What a change is about, as the audit says it beside the path's parameters. */
export type AuditSubject = {
  readonly tenant?: string | undefined;
  readonly series?: string | undefined;
  readonly incident?: string | undefined;
  /** The name of one that is given, and what it may do. */
  readonly token?: string | undefined;
  readonly role?: string | undefined;
};

/**
 * Who asks over HTTP, and whether they may: what a stage that serves routes below `/api/` is given.
 *
 *     app.get(url, { preHandler: guard.requires("read") }, async (request) => {
 *       const principal = guard.principal(request);
 *     });
 *
 * Every route below `/api/` has it, or says `config: { isOpen: true }`. Changes are written to the
 * audit by themselves, and what a cookie or nobody's name asks for is refused without its CSRF
 * token before a route hears of it.
 */
export type Guard = {
  /** Answers 401 or 403, `{error, hint}`, unless who asks has the right. */
  readonly requires: (
    right: Right,
  ) => (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  /** Who asks; of a route that `requires` a right. */
  readonly principal: (request: FastifyRequest) => Principal;
  /**
   * Asks again who it is, as a connection that stays open must now and then; null once the token
   * or session has ended.
   */
  readonly principalOf: (request: FastifyRequest) => Promise<Principal | null>;
  /** Says what a change is about; a tenant's auditors see what names their tenant. */
  readonly about: (request: FastifyRequest, subject: AuditSubject) => void;
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** Of a route below `/api/`: anybody may ask. */
    isOpen?: boolean;
  }
}
