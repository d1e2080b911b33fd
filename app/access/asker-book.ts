import assert from "node:assert/strict";
import type { FastifyRequest } from "fastify";
import type { Asker, Unknown } from "./create-identifier.ts";

type Identify = (request: FastifyRequest) => Promise<Asker | Unknown>;

/** Who sends each request: looked up once, and remembered for as long as the request lasts. */
export class AskerBook {
  readonly #identify: Identify;
  readonly #askers = new WeakMap<FastifyRequest, Asker | Unknown>();

  constructor(identify: Identify) {
    this.#identify = identify;
  }

  async find(request: FastifyRequest): Promise<Asker | Unknown> {
    const asker = this.#askers.get(request) ?? (await this.#identify(request));
    this.#askers.set(request, asker);
    return asker;
  }

  /** Of one that signs in: nobody knew before. */
  note(request: FastifyRequest, asker: Asker): void {
    this.#askers.set(request, asker);
  }

  /** Null where nobody looked yet, and where nobody is known. */
  peek(request: FastifyRequest): Asker | null {
    const asker = this.#askers.get(request);
    return asker?.principal ? asker : null;
  }

  /** Of a request that was let through. */
  known(request: FastifyRequest): Asker {
    const asker = this.peek(request);
    assert(asker, "a route that requires no right asks who asks");
    return asker;
  }
}
