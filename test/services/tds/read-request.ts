/** What a client asks to be run: the text of a batch, or of `sp_executesql` and its parameters. */
export type TdsRequest = {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number | null>>;
};

const EXECUTE_SQL = 10;
const NVARCHAR = 0xe7;
const INT_N = 0x26;
const BIT_N = 0x68;
const COLLATION_BYTES = 5;
const PLP_NULL = 0xffffffffffffffffn;
const NULL_LENGTH = 0xffff;

/** A batch's text, after its headers ([MS-TDS] 2.2.6.7). */
export function readBatch(data: Buffer): TdsRequest {
  return { sql: data.subarray(data.readUInt32LE(0)).toString("utf16le"), parameters: {} };
}

/** A call of `sp_executesql` with parameters that are text, integers or bits (2.2.6.6). */
export function readCall(data: Buffer): TdsRequest {
  const reader = new Reader(data.subarray(data.readUInt32LE(0)));
  const length = reader.uint16();
  const procedure = length === 0xffff ? reader.uint16() : reader.text(length);
  if (procedure !== EXECUTE_SQL && procedure !== "sp_executesql")
    throw new Error(`No procedure ${procedure} here`);
  reader.uint16();
  const values: [name: string, value: string | number | null][] = [];
  while (!reader.isAtEnd()) values.push(readParameter(reader));
  const [statement, , ...rest] = values;
  const parameters = Object.fromEntries(rest.map(([name, value]) => [name.slice(1), value]));
  return { sql: String(statement?.[1]), parameters };
}

function readParameter(reader: Reader): [string, string | number | null] {
  const name = reader.text(reader.uint8());
  reader.uint8();
  const type = reader.uint8();
  if (type === INT_N || type === BIT_N) {
    reader.uint8();
    const length = reader.uint8();
    return [name, length === 0 ? null : Number(reader.integer(length))];
  }
  if (type !== NVARCHAR) throw new Error(`No parameter of type ${type} here`);
  const most = reader.uint16();
  reader.skip(COLLATION_BYTES);
  return [name, most === 0xffff ? readLong(reader) : readShort(reader)];
}

function readShort(reader: Reader): string | null {
  const length = reader.uint16();
  return length === NULL_LENGTH ? null : reader.text(length / 2);
}

function readLong(reader: Reader): string | null {
  if (reader.integer(8) === PLP_NULL) return null;
  let text = "";
  for (let length = reader.uint32(); length > 0; length = reader.uint32())
    text += reader.text(length / 2);
  return text;
}

class Reader {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#data.length;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  uint8(): number {
    this.#at += 1;
    return this.#data.readUInt8(this.#at - 1);
  }

  uint16(): number {
    this.#at += 2;
    return this.#data.readUInt16LE(this.#at - 2);
  }

  uint32(): number {
    this.#at += 4;
    return this.#data.readUInt32LE(this.#at - 4);
  }

  integer(bytes: number): bigint {
    let value = 0n;
    for (let at = 0; at < bytes; at += 1) value |= BigInt(this.uint8()) << BigInt(8 * at);
    return value;
  }

  text(characters: number): string {
    this.#at += characters * 2;
    return this.#data.subarray(this.#at - characters * 2, this.#at).toString("utf16le");
  }
}
