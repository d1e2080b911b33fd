import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** So many tellings can be under way at once, and be cut by a death. */
const UNDER_WAY_MAX = 8;

/**
 * A webhook's receiver that counts how often each message came, and in how many deaths of the
 * sender its telling may have been cut between being sent and being remembered.
 */
export class IncidentReceiver {
  readonly arrivals = new Map<string, number>();
  readonly cuts = new Map<string, number>();
  readonly #inOrder: string[] = [];
  readonly #server: Server;
  #senderLives = false;
  #fatal = { message: 0, kill: () => undefined as unknown };

  constructor() {
    this.#server = createServer((request, response) => {
      this.#arrive(String(request.headers["idempotency-key"]));
      if (this.#senderLives) request.resume().on("end", () => response.writeHead(204).end());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/noc`;
  }

  /** A new life of the sender; `kill` ends it as its `fatalMessage`-th message arrives. */
  senderStarts(fatalMessage: number, kill: () => unknown): void {
    this.#senderLives = true;
    this.#fatal = { message: fatalMessage, kill };
  }

  senderDied(): void {
    if (!this.#senderLives) return;
    this.#senderLives = false;
    for (const key of new Set(this.#inOrder.slice(-UNDER_WAY_MAX))) this.#cut(key);
  }

  /** Those that came more often than once and once more for each death that cut them. */
  toldTooOften(): readonly string[] {
    return [...this.arrivals]
      .filter(([key, times]) => times > 1 + (this.cuts.get(key) ?? 0))
      .map(([key]) => key);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #arrive(key: string): void {
    this.arrivals.set(key, (this.arrivals.get(key) ?? 0) + 1);
    if (!this.#senderLives) {
      // It was on its way when its sender died.
      this.#cut(key);
      return;
    }
    this.#inOrder.push(key);
    this.#fatal.message -= 1;
    if (this.#fatal.message !== 0) return;
    this.#fatal.kill();
    this.senderDied();
  }

  #cut(key: string): void {
    this.cuts.set(key, (this.cuts.get(key) ?? 0) + 1);
  }
}
