import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { Clock, Recurring } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Board, BoardChange } from "./board-data.ts";
import { diffListing } from "./diff-listing.ts";
import type { BoardReader, Marks } from "./read-board.ts";

const CLIENTS_MAX = 64;
/**
 * A client that reads more slowly than this allows is let go; it comes back by itself and gets the
 * whole board.
 */
const CLIENT_BUFFER_BYTES_MAX = 32 * 2 ** 20;
const TELL_EVERY_MS = 5_000;
const NOTHING = { items: [], more: false };
const EMPTY: Board = { series: NOTHING, findings: NOTHING, proofs: NOTHING };

type Options = {
  readonly reader: BoardReader;
  readonly clock: Clock;
  readonly refreshEveryMs: number;
  /** Told once each time the store stops answering. */
  readonly warn: (error: OperatingError) => void;
};

type Image = { readonly marks: Marks; readonly board: Board };

/**
 * Pushes the board to browsers as server-sent events named `board`, each a `BoardChange`: the whole
 * board first, then what changes, and at least every five seconds the instant alone. The store is
 * asked only while somebody watches, once for all.
 */
export class LiveFeed {
  readonly #options: Options;
  readonly #clients = new Set<ServerResponse>();
  #image: Image | undefined;
  #refreshing: Promise<void> | undefined;
  #recurring: Recurring | undefined;
  #toldAtMs = 0;
  #isFailing = false;

  constructor(options: Options) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#clients.size >= CLIENTS_MAX;
  }

  /**
   * Makes sure that there is a fresh board to send; rejects with `OperatingError` when the store
   * fails.
   */
  async prepare(): Promise<void> {
    if (!this.#recurring) await this.#refresh();
  }

  /** Sends the whole board, then what changes, until the client goes. After `prepare`. */
  join(client: ServerResponse): void {
    assert(this.#image, "prepare() comes before join()");
    this.#clients.add(client);
    client.on("close", () => this.#leave(client));
    const { clock, refreshEveryMs } = this.#options;
    this.#recurring ??= clock.every(refreshEveryMs, () => this.#tick());
    this.#send(client, this.#message(changesOf(EMPTY, this.#image.board)));
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.end();
    this.#clients.clear();
    await this.#rest();
  }

  #leave(client: ServerResponse): void {
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
      this.#broadcast(": the store does not answer\n\n");
    }
  }

  async #refresh(): Promise<void> {
    this.#refreshing ??= this.#readAndTell().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  async #readAndTell(): Promise<void> {
    const before = this.#image;
    const image = await readImage(this.#options.reader, before);
    this.#image = image;
    const changes = changesOf(before?.board ?? EMPTY, image.board);
    const nowMs = this.#options.clock.nowMs();
    if (Object.keys(changes).length === 0 && nowMs - this.#toldAtMs < TELL_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.#broadcast(this.#message(changes));
  }

  #message(changes: Changes): string {
    const change: BoardChange = { at: instantToJson(this.#options.clock.nowMs()), ...changes };
    return `event: board\ndata: ${JSON.stringify(change)}\n\n`;
  }

  #broadcast(text: string): void {
    for (const client of this.#clients) this.#send(client, text);
  }

  #send(client: ServerResponse, text: string): void {
    client.write(text);
    if (client.writableLength > CLIENT_BUFFER_BYTES_MAX) client.destroy();
  }
}

/**
 * Reads the marks first, so that what changes while the lists are read is seen at the next turn.
 */
async function readImage(reader: BoardReader, before: Image | undefined): Promise<Image> {
  const marks = await reader.marks();
  const kept = (list: keyof Board) => (before?.marks[list] === marks[list] ? before : undefined);
  const series = kept("series")?.board.series ?? (await reader.series());
  const findings =
    kept("findings")?.board.findings ?? (await reader.findings({ open: true, resolved: true }));
  const proofs = kept("proofs")?.board.proofs ?? (await reader.proofs());
  return { marks, board: { series, findings, proofs } };
}

type Changes = Omit<BoardChange, "at">;

function changesOf(before: Board, after: Board): Changes {
  const series = diffListing(before.series, after.series);
  const findings = diffListing(before.findings, after.findings);
  const proofs = diffListing(before.proofs, after.proofs);
  return { ...(series && { series }), ...(findings && { findings }), ...(proofs && { proofs }) };
}
