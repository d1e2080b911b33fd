import type { Duplex } from "node:stream";

/** Types of messages, and where a packet's header has what ([MS-TDS] 2.2.3.1). */
export const PACKET = {
  sqlBatch: 0x01,
  rpc: 0x03,
  response: 0x04,
  attention: 0x06,
  login7: 0x10,
  preLogin: 0x12,
} as const;

const HEADER_BYTES = 8;
const PACKET_BYTES = 4_096;
const MESSAGE_BYTES_MAX = 4 * 2 ** 20;
const END_OF_MESSAGE = 0x01;

export type Message = { readonly type: number; readonly data: Buffer };

/** Whole messages from the chunks that a socket gives; throws where one is longer than allowed. */
export class MessageReader {
  #rest = Buffer.alloc(0);
  #data: Buffer[] = [];
  #bytes = 0;

  *push(chunk: Buffer): Iterable<Message> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= HEADER_BYTES) {
      const length = this.#rest.readUInt16BE(2);
      if (length < HEADER_BYTES) throw new Error("A packet is shorter than its header");
      if (this.#rest.length < length) return;
      const packet = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      this.#data.push(packet.subarray(HEADER_BYTES));
      this.#bytes += length;
      if (this.#bytes > MESSAGE_BYTES_MAX) throw new Error("A message is too long");
      if ((packet.readUInt8(1) & END_OF_MESSAGE) === 0) continue;
      yield { type: packet.readUInt8(0), data: Buffer.concat(this.#data) };
      this.#data = [];
      this.#bytes = 0;
    }
  }
}

/** One message being written: packets leave as they fill, and at `flush`, so that a peer sees
 * progress while a statement still runs. */
export class MessageWriter {
  readonly #stream: Duplex;
  readonly #type: number;
  #packet = 1;
  #waiting = Buffer.alloc(0);

  constructor(stream: Duplex, type: number) {
    this.#stream = stream;
    this.#type = type;
  }

  write(data: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, data]);
    const room = PACKET_BYTES - HEADER_BYTES;
    while (this.#waiting.length > room) {
      this.#send(this.#waiting.subarray(0, room), false);
      this.#waiting = this.#waiting.subarray(room);
    }
  }

  flush(): void {
    if (this.#waiting.length > 0) this.#send(this.#waiting, false);
    this.#waiting = Buffer.alloc(0);
  }

  end(): void {
    this.#send(this.#waiting, true);
  }

  #send(data: Buffer, last: boolean): void {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(this.#type, 0);
    header.writeUInt8(last ? END_OF_MESSAGE : 0, 1);
    header.writeUInt16BE(HEADER_BYTES + data.length, 2);
    header.writeUInt8(this.#packet % 256, 6);
    this.#packet += 1;
    if (this.#stream.writable) this.#stream.write(Buffer.concat([header, data]));
  }
}
