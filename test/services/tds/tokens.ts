/** A message that a server sends beside its results. */
export type ServerMessage = {
  readonly number: number;
  readonly text: string;
  readonly severity?: number;
  readonly state?: number;
};

export type ColumnType =
  | "nvarchar"
  | "bigint"
  | "int"
  | "bit"
  | "datetime"
  | "varbinary"
  | "uniqueidentifier"
  | "numeric";

export type Cell = string | number | bigint | boolean | Uint8Array | null;

const MORE = 0x01;
const ERROR = 0x02;
const COUNT = 0x10;
const ATTENTION = 0x20;
/** Latin1_General_CI_AS. */
const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
const MAX_LENGTH = 0xffff;
const DAY_MS = 86_400_000;
const TICKS_PER_SECOND = 300;
const TDS_7_4 = 0x74000004;

/** Tokens as a server encodes them ([MS-TDS] 2.2.7). */
export const tokens = {
  loginAck(programName: string, major: number): Buffer {
    const body = Buffer.concat([
      Buffer.from([1]),
      uint32BE(TDS_7_4),
      shortText(programName),
      Buffer.from([major, 0, 0, 0]),
    ]);
    return token(0xad, body);
  },
  /** A new database (1), language (2) or packet size (4). */
  changed: (kind: 1 | 2 | 4, now: string): Buffer =>
    token(0xe3, Buffer.concat([Buffer.from([kind]), shortText(now), shortText("")])),
  info: (message: ServerMessage): Buffer => token(0xab, said(message, 0)),
  error: (message: ServerMessage): Buffer => token(0xaa, said(message, 16)),
  columns(columns: readonly (readonly [name: string, type: ColumnType])[]): Buffer {
    const each = columns.map(([name, type]) =>
      Buffer.concat([uint32(0), uint16(1), typeInfo(type), shortText(name)]),
    );
    return Buffer.concat([Buffer.from([0x81]), uint16(columns.length), ...each]);
  },
  row: (types: readonly ColumnType[], cells: readonly Cell[]): Buffer =>
    Buffer.concat([
      Buffer.from([0xd1]),
      ...types.map((type, at) => value(type, cells[at] ?? null)),
    ]),
  done(options: { more?: boolean; error?: boolean; rows?: number; attention?: boolean }): Buffer {
    const status =
      (options.more ? MORE : 0) |
      (options.error ? ERROR : 0) |
      (options.rows === undefined ? 0 : COUNT) |
      (options.attention ? ATTENTION : 0);
    const count = Buffer.alloc(8);
    count.writeBigUInt64LE(BigInt(options.rows ?? 0));
    return Buffer.concat([Buffer.from([0xfd]), uint16(status), uint16(0), count]);
  },
};

function token(kind: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind]), uint16(body.length), body]);
}

function said({ number, text, severity, state = 1 }: ServerMessage, usual: number): Buffer {
  return Buffer.concat([
    uint32(number),
    Buffer.from([state, severity ?? usual]),
    longText(text),
    shortText("SANDBOX"),
    shortText(""),
    uint32(1),
  ]);
}

function typeInfo(type: ColumnType): Buffer {
  switch (type) {
    case "nvarchar":
      return Buffer.concat([Buffer.from([0xe7]), uint16(MAX_LENGTH), COLLATION]);
    case "varbinary":
      return Buffer.concat([Buffer.from([0xa5]), uint16(8_000)]);
    case "bigint":
      return Buffer.from([0x26, 8]);
    case "int":
      return Buffer.from([0x26, 4]);
    case "bit":
      return Buffer.from([0x68, 1]);
    case "datetime":
      return Buffer.from([0x6f, 8]);
    case "uniqueidentifier":
      return Buffer.from([0x24, 16]);
    case "numeric":
      return Buffer.from([0x6c, 17, 25, 0]);
  }
}

function value(type: ColumnType, cell: Cell): Buffer {
  if (cell === null) return nothing(type);
  switch (type) {
    case "nvarchar":
      return maximal(Buffer.from(String(cell), "utf16le"));
    case "varbinary": {
      const bytes = cell instanceof Uint8Array ? Buffer.from(cell) : Buffer.alloc(0);
      return Buffer.concat([uint16(bytes.length), bytes]);
    }
    case "bigint":
      return sized(8, (bytes) => bytes.writeBigInt64LE(BigInt(String(cell))));
    case "int":
      return sized(4, (bytes) => bytes.writeInt32LE(Number(cell)));
    case "bit":
      return Buffer.from([1, cell ? 1 : 0]);
    case "datetime":
      return datetime(Number(cell));
    case "uniqueidentifier":
      return Buffer.concat([Buffer.from([16]), guid(String(cell))]);
    case "numeric":
      return numeric(BigInt(String(cell)));
  }
}

function nothing(type: ColumnType): Buffer {
  if (type === "nvarchar") return Buffer.alloc(8, 0xff);
  return type === "varbinary" ? uint16(MAX_LENGTH) : Buffer.from([0]);
}

/** A value of an unbounded type: its length, one chunk, and the end. */
function maximal(bytes: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  if (bytes.length === 0) return Buffer.concat([length, uint32(0)]);
  return Buffer.concat([length, uint32(bytes.length), bytes, uint32(0)]);
}

/** Days since 1900 and ticks of a three-hundredth of a second. */
function datetime(atMs: number): Buffer {
  const sinceMs = atMs - Date.UTC(1900, 0, 1);
  const days = Math.floor(sinceMs / DAY_MS);
  const ticks = Math.round(((sinceMs - days * DAY_MS) * TICKS_PER_SECOND) / 1_000);
  return sized(8, (bytes) => {
    bytes.writeInt32LE(days, 0);
    bytes.writeUInt32LE(ticks, 4);
  });
}

function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

function numeric(number: bigint): Buffer {
  return sized(17, (bytes) => {
    bytes.writeUInt8(number < 0n ? 0 : 1, 0);
    const digits = number < 0n ? -number : number;
    bytes.writeBigUInt64LE(digits & 0xffffffffffffffffn, 1);
    bytes.writeBigUInt64LE(digits >> 64n, 9);
  });
}

function sized(length: number, fill: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  fill(bytes);
  return Buffer.concat([Buffer.from([length]), bytes]);
}

function uint16(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return bytes;
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function uint32BE(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "utf16le")]);
}

function longText(text: string): Buffer {
  return Buffer.concat([uint16(text.length), Buffer.from(text, "utf16le")]);
}
