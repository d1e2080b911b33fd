import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Clock, Recurring } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Principal } from "../../schemas/access.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { MARKED, type Marks, type TenantMarks } from "./read-marks.ts";

const CLIENTS_MAX = 64;
/** Of one who sees some tenants only: nobody takes the places of other tenants. */
const CLIENTS_PER_NAME_MAX = 8;
/** A client that reads more slowly than this allows is let go; it comes back by itself. */
const CLIENT_BUFFER_BYTES_MAX = 2 ** 20;
const TELL_EVERY_MS = 5_000;
/** Browsers that nobody looks at refresh one after the other, so far apart. */
const TURN_MS = 400;

/** What a browser is told: that something changed, and never what. */
export type LiveMessage = {
  /** By Vigie's own clock: the instant at which the marks were so. */
  readonly at: string;
  /** Words that change whenever anything changes of what their reader may see. */
  readonly marks: Marks;
  /** How long a browser that nobody looks at waits before it refreshes. */
  readonly turnMs: number;
};

type Options = {
  /** The marks of each tenant; of what is no tenant's, under the empty name. */
  readonly readMarks: () => Promise<readonly TenantMarks[]>;
  /** Told when any of them changed, before browsers are. */
  readonly changed?: (() => void) | undefined;
  readonly clock: Clock;
  readonly refreshEveryMs: number;
  /** Told once each time the store stops answering. */
  readonly warn: (error: OperatingError) => void;
};

/** Whose marks a client is told; asked again at each message, as access ends: null for gone. */
export type LiveScope = () => Promise<{ readonly tenants: readonly string[] | null } | null>;

type Client = {
  readonly name: string;
  readonly response: ServerResponse;
  readonly scope: LiveScope;
  readonly turnMs: number;
  told: string;
  toldAtMs: number;
};

/**
 * Tells browsers that something changed, as server-sent events named `changed`, each a
 * `LiveMessage`: at once after joining, at each change of what they may see, and at least every
 * five seconds. The store is asked only while somebody watches, once for all.
 */
export class LiveFeed {
  readonly #options: Options;
  readonly #clients = new Set<Client>();
  #marks: readonly TenantMarks[] = [];
  #atMs = 0;
  #refreshing: Promise<void> | undefined;
  #recurring: Recurring | undefined;
  #isFailing = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether there is no place for one more of theirs; asked right before `join`. */
  isFullFor({ name, tenants }: Principal): boolean {
    if (this.#clients.size >= CLIENTS_MAX) return true;
    const theirs = [...this.#clients].filter((client) => client.name === name);
    return tenants !== null && theirs.length >= CLIENTS_PER_NAME_MAX;
  }

  /** Makes sure that there are marks; rejects with `OperatingError` when the store fails. */
  async prepare(): Promise<void> {
    if (!this.#recurring) await this.#refresh();
  }

  /** Tells the marks, and each change of them, until the client goes. After `prepare`. */
  async join(response: ServerResponse, name: string, scope: LiveScope): Promise<void> {
    if (response.destroyed) return;
    const client = { name, response, scope, turnMs: this.#freeTurn(), told: "", toldAtMs: 0 };
    this.#clients.add(client);
    response.on("close", () => this.#leave(client));
    const { clock, refreshEveryMs } = this.#options;
    this.#recurring ??= clock.every(refreshEveryMs, () => this.#tick());
    await this.#tell(client);
  }

  async close(): Promise<void> {
    for (const { response } of this.#clients) response.end();
    this.#clients.clear();
    await this.#rest();
  }

  #freeTurn(): number {
    const taken = new Set([...this.#clients].map(({ turnMs }) => turnMs));
    for (let turn = 0; ; turn++) if (!taken.has(turn * TURN_MS)) return turn * TURN_MS;
  }

  #leave(client: Client): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) void this.#rest();
  }

  /** Nobody watches: the store is left alone. */
  async #rest(): Promise<void> {
    const recurring = this.#recurring;
    this.#recurring = undefined;
    await recurring?.stop();
  }

  async #tick(): Promise<void> {
    try {
      await this.#refresh();
      this.#isFailing = false;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      if (!this.#isFailing) this.#options.warn(error);
      this.#isFailing = true;
      for (const client of this.#clients) this.#send(client, ": the store does not answer\n\n");
      return;
    }
    await Promise.all([...this.#clients].map((client) => this.#tell(client)));
  }

  async #refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  async #read(): Promise<void> {
    const atMs = this.#options.clock.nowMs();
    const before = JSON.stringify(this.#marks);
    this.#marks = await this.#options.readMarks();
    if (JSON.stringify(this.#marks) !== before) this.#options.changed?.();
    this.#atMs = atMs;
  }

  /** Nobody is told of anything while it is not known who they are; they are not let go for it. */
  async #tell(client: Client): Promise<void> {
    try {
      await this.#tellKnown(client);
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      this.#send(client, ": the state does not answer\n\n");
    }
  }

  async #tellKnown(client: Client): Promise<void> {
    const principal = await client.scope();
    if (!principal) return void client.response.end();
    const marks = marksFor(this.#marks, principal.tenants);
    const told = JSON.stringify(marks);
    if (told === client.told && this.#atMs - client.toldAtMs < TELL_EVERY_MS) return;
    client.told = told;
    client.toldAtMs = this.#atMs;
    const message: LiveMessage = {
      at: instantToJson(this.#atMs),
      marks,
      turnMs: client.turnMs,
    };
    this.#send(client, `event: changed\ndata: ${JSON.stringify(message)}\n\n`);
  }

  #send({ response }: Client, text: string): void {
    response.write(text);
    if (response.writableLength > CLIENT_BUFFER_BYTES_MAX) response.destroy();
  }
}

/**
 * What changed of these tenants only, as words that tell nothing but that: of others nobody hears,
 * not even that something happened.
 */
function marksFor(all: readonly TenantMarks[], tenants: readonly string[] | null): Marks {
  const seen = all.filter(({ tenant }) => tenants === null || tenants.includes(tenant));
  const mark = (list: keyof Marks) => {
    const hash = createHash("sha256");
    for (const row of seen) hash.update(JSON.stringify([row.tenant, row[list]]));
    return hash.digest("base64url").slice(0, 16);
  };
  return Object.fromEntries(MARKED.map((list) => [list, mark(list)])) as Marks;
}
