import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { Clock, Recurring } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Board, BoardChange, Pulse } from "./board-data.ts";
import { diffListing } from "./diff-listing.ts";
import type { BoardReader, Marks } from "./read-board.ts";

const CLIENTS_MAX = 64;
/** A client that reads more slowly than this allows is let go; it comes back by itself and gets the whole board. */
const CLIENT_BUFFER_BYTES_MAX = 32 * 2 ** 20;
const PULSE_EVERY_MS = 5_000;
const NOTHING = { items: [], more: false };
const EMPTY: Board = { series: NOTHING, findings: NOTHING, proofs: NOTHING };

type Options = {
  readonly reader: BoardReader;
  readonly clock: Clock;
  readonly refreshEveryMs: number;
  readonly warn: (error: OperatingError) => void;
};

type Image = { readonly marks: Marks; readonly board: Board };

/**
 * Pushes the board to browsers as server-sent events: `board` (a `BoardChange`, the first one whole), and `pulse` (a `Pulse`)
 * as long as the store answers. The store is asked only while somebody watches, once for all.
 */
export class LiveFeed {
  readonly #options: Options;
  readonly #clients = new Set<ServerResponse>();
  #image: Image | undefined;
  #refreshing: Promise<void> | undefined;
  #recurring: Recurring | undefined;
  #pulsedAtMs = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#clients.size >= CLIENTS_MAX;
  }

  /** Makes sure that there is a fresh board to send; rejects with `OperatingError` when the store fails. */
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
    this.#send(client, message("board", changeOf(EMPTY, this.#image.board)));
    this.#send(client, message("pulse", this.#pulse()));
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
    const nowMs = this.#options.clock.nowMs();
    const isPulseDue = nowMs - this.#pulsedAtMs >= PULSE_EVERY_MS;
    if (isPulseDue) this.#pulsedAtMs = nowMs;
    try {
      await this.#refresh();
      if (isPulseDue) this.#broadcast(message("pulse", this.#pulse()));
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      this.#options.warn(error);
      if (isPulseDue) this.#broadcast(": the store does not answer\n\n");
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
    const change = changeOf(before?.board ?? EMPTY, image.board);
    if (before && Object.keys(change).length > 0) this.#broadcast(message("board", change));
  }

  #pulse(): Pulse {
    return { at: instantToJson(this.#options.clock.nowMs()) };
  }

  #broadcast(text: string): void {
    for (const client of this.#clients) this.#send(client, text);
  }

  #send(client: ServerResponse, text: string): void {
    client.write(text);
    if (client.writableLength > CLIENT_BUFFER_BYTES_MAX) client.destroy();
  }
}

/** Reads the marks first, so that what changes while the lists are read is seen at the next turn. */
async function readImage(reader: BoardReader, before: Image | undefined): Promise<Image> {
  const marks = await reader.marks();
  const kept = (list: keyof Board) => before && before.marks[list] === marks[list];
  return {
    marks,
    board: {
      series: before && kept("series") ? before.board.series : await reader.series(),
      findings:
        before && kept("findings")
          ? before.board.findings
          : await reader.findings({ open: true, resolved: true }),
      proofs: before && kept("proofs") ? before.board.proofs : await reader.proofs(),
    },
  };
}

function changeOf(before: Board, after: Board): BoardChange {
  const series = diffListing(before.series, after.series);
  const findings = diffListing(before.findings, after.findings);
  const proofs = diffListing(before.proofs, after.proofs);
  return { ...(series && { series }), ...(findings && { findings }), ...(proofs && { proofs }) };
}

function message(event: "board" | "pulse", data: BoardChange | Pulse): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
