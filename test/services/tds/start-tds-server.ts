import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { acceptTls, type TlsIdentity } from "./accept-tls.ts";
import { type Message, MessageReader, MessageWriter, PACKET } from "./packets.ts";
import { readBatch, readCall, type TdsRequest } from "./read-request.ts";
import { type Cell, type ColumnType, type ServerMessage, tokens } from "./tokens.ts";

/** What a statement answers with, in order. `drop` ends the connection without a word. */
export type Answer =
  | {
      readonly kind: "rows";
      readonly columns: readonly (readonly [name: string, type: ColumnType])[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | ({ readonly kind: "info" } & ServerMessage)
  | ({ readonly kind: "error" } & ServerMessage)
  | { readonly kind: "drop" };

export type TdsSession = {
  readonly id: number;
  readonly user: string;
  database: string;
  /** Aborted by the client's attention, and when its connection ends. */
  readonly signal: () => AbortSignal;
};

export type TdsHandler = {
  /** An error refuses the login. */
  readonly login: (user: string, password: string, database: string) => ServerMessage | null;
  readonly run: (request: TdsRequest, session: TdsSession) => AsyncIterable<Answer>;
  readonly ended: (session: TdsSession) => void;
};

export type TdsServer = {
  readonly port: number;
  readonly connections: () => number;
  readonly dropAll: () => void;
  readonly stop: () => Promise<void>;
};

const ENCRYPTION_ON = 1;
const ENCRYPTION_NOT_SUPPORTED = 2;
const ENCRYPTION_REQUIRED = 3;
/** Version (option 0) and encryption (option 1), then 0xff; the offsets count from the start. */
const PRELOGIN = [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0];

/** Speaks the server's side of [MS-TDS] on loopback: login, batches, calls, attention. */
export async function startTdsServer(
  handler: TdsHandler,
  { port = 0, tls }: { port?: number; tls?: TlsIdentity } = {},
): Promise<TdsServer> {
  const sockets = new Set<Socket>();
  let sessions = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    sessions += 1;
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    new Connection(socket, { handler, id: sessions, ...(tls && { tls }) }).start();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address ? address.port : port,
    connections: () => sockets.size,
    dropAll,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      dropAll();
      await closed;
    },
  };
}

type Options = { readonly handler: TdsHandler; readonly id: number; readonly tls?: TlsIdentity };

class Connection {
  readonly #socket: Socket;
  readonly #options: Options;
  #stream: Duplex;
  #session: TdsSession | null = null;
  #running: AbortController | null = null;
  #attention = false;

  constructor(socket: Socket, options: Options) {
    this.#socket = socket;
    this.#stream = socket;
    this.#options = options;
  }

  start(): void {
    this.#socket.on("close", () => {
      this.#running?.abort();
      if (this.#session) this.#options.handler.ended(this.#session);
      this.#session = null;
    });
    this.#listen(this.#socket);
  }

  #listen(stream: Duplex): void {
    this.#stream = stream;
    const reader = new MessageReader();
    stream.on("data", (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) this.#take(message);
      } catch {
        this.#socket.destroy();
      }
    });
  }

  #take({ type, data }: Message): void {
    if (type === PACKET.preLogin) this.#answerPreLogin(data);
    else if (type === PACKET.login7) this.#logIn(data);
    else if (type === PACKET.attention) this.#attend();
    else if (type === PACKET.sqlBatch) void this.#run(readBatch(data));
    else if (type === PACKET.rpc) void this.#run(readCall(data));
    else this.#socket.destroy();
  }

  #answerPreLogin(data: Buffer): void {
    const { tls } = this.#options;
    const encrypts = tls !== undefined && wantsEncryption(data);
    const writer = new MessageWriter(this.#stream, PACKET.response);
    const encryption = encrypts ? ENCRYPTION_ON : ENCRYPTION_NOT_SUPPORTED;
    writer.write(Buffer.from([...PRELOGIN, encryption]));
    writer.end();
    if (!tls || !encrypts) return;
    this.#socket.removeAllListeners("data");
    acceptTls(this.#socket, tls, (stream) => this.#listen(stream));
  }

  #logIn(data: Buffer): void {
    const { handler, id } = this.#options;
    const user = loginField(data, 40);
    const database = loginField(data, 68) || "master";
    const refusal = handler.login(user, unscramble(loginBytes(data, 44)), database);
    const writer = new MessageWriter(this.#stream, PACKET.response);
    if (refusal) {
      writer.write(tokens.error({ severity: 14, ...refusal }));
      writer.write(tokens.done({ error: true }));
      writer.end();
      return;
    }
    const signal = () => this.#running?.signal ?? AbortSignal.abort();
    this.#session = { id, user, database, signal };
    writer.write(tokens.changed(1, database));
    writer.write(tokens.changed(4, "4096"));
    writer.write(tokens.loginAck("Microsoft SQL Server", 16));
    writer.write(tokens.done({}));
    writer.end();
  }

  /** The answer under way ends first; that it was cancelled is said in a message of its own. */
  #attend(): void {
    this.#attention = true;
    if (this.#running) this.#running.abort();
    else this.#confirmAttention();
  }

  #confirmAttention(): void {
    this.#attention = false;
    const writer = new MessageWriter(this.#stream, PACKET.response);
    writer.write(tokens.done({ attention: true }));
    writer.end();
  }

  async #run(request: TdsRequest): Promise<void> {
    if (!this.#session) return void this.#socket.destroy();
    this.#running = new AbortController();
    const writer = new MessageWriter(this.#stream, PACKET.response);
    let failed = false;
    for await (const answer of this.#options.handler.run(request, this.#session)) {
      if (answer.kind === "drop") return void this.#socket.destroy();
      failed ||= answer.kind === "error";
      writer.write(encode(answer));
      writer.flush();
    }
    this.#running = null;
    writer.write(tokens.done({ error: failed }));
    writer.end();
    if (this.#attention) this.#confirmAttention();
  }
}

function encode(answer: Exclude<Answer, { readonly kind: "drop" }>): Buffer {
  if (answer.kind === "info") return tokens.info(answer);
  if (answer.kind === "error") return tokens.error(answer);
  const types = answer.columns.map(([, type]) => type);
  return Buffer.concat([
    tokens.columns(answer.columns),
    ...answer.rows.map((row) => tokens.row(types, row)),
    tokens.done({ more: true, rows: answer.rows.length }),
  ]);
}

/** Each option: a byte of what, two of where, two of how long. */
function wantsEncryption(data: Buffer): boolean {
  for (let at = 0; data[at] !== undefined && data[at] !== 0xff; at += 5) {
    if (data[at] !== 1) continue;
    const wanted = data[data.readUInt16BE(at + 1)];
    return wanted === ENCRYPTION_ON || wanted === ENCRYPTION_REQUIRED;
  }
  return false;
}

function loginBytes(data: Buffer, at: number): Buffer {
  const offset = data.readUInt16LE(at);
  return data.subarray(offset, offset + data.readUInt16LE(at + 2) * 2);
}

function loginField(data: Buffer, at: number): string {
  return loginBytes(data, at).toString("utf16le");
}

/** Each byte of a password is sent with its halves swapped, then xored with 0xa5 (2.2.6.4). */
function unscramble(bytes: Buffer): string {
  const plain = bytes.map((byte) => {
    const mixed = byte ^ 0xa5;
    return ((mixed << 4) | (mixed >> 4)) & 0xff;
  });
  return Buffer.from(plain).toString("utf16le");
}
