import type { Connection, Submittable } from "pg";

/**
 * One COPY from standard input whose rows are all known, for `Client.query`. The wire protocol:
 * PostgreSQL documentation, "COPY Operations".
 */
export class CopyIn implements Submittable {
  readonly done: Promise<void>;
  readonly #copy: string;
  readonly #rows: Buffer;
  readonly #settle: PromiseWithResolvers<void>;

  constructor(copy: string, rows: Buffer) {
    this.#copy = copy;
    this.#rows = rows;
    this.#settle = Promise.withResolvers<void>();
    this.done = this.#settle.promise;
  }

  submit(connection: Connection): void {
    connection.query(this.#copy);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.#rows);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#settle.resolve();
  }

  handleError(error: Error): void {
    this.#settle.reject(error);
  }
}

/** What the driver's connection can do besides what its types tell. */
type CopyConnection = Connection & {
  readonly sendCopyFromChunk: (rows: Buffer) => void;
  readonly endCopyFrom: () => void;
};
