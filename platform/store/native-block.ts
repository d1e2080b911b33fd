const VARINT_BITS = 7;
const VARINT_MORE = 0x80;
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const UNIT_BYTES_MAX = 3;
const VARINT_BYTES_MAX = 5;
const FIRST_BYTES = 2 ** 12;
const TWO_POW_32 = 2 ** 32;

/** Of a column of texts as numbers into a dictionary. */
const SHARED_DICTIONARIES = 1;
const INDEXES_OF_32_BITS = 2;
const HAS_ADDITIONAL_KEYS = 1 << 9;
const NEEDS_UPDATE = 1 << 10;

/** One column of a block that grows. */
export type NativeColumn = {
  readonly name: string;
  /** As ClickHouse names it; what the table has instead is converted by the engine. */
  readonly type: string;
  readonly bytes: () => readonly Uint8Array[];
  /** Forgets the values, and keeps the room that they took. */
  readonly clear: () => void;
};

/**
 * Rows, column by column, with the names of the columns; one block after another of the same
 * columns is such a block too.
 */
export type NativeBlock = {
  readonly columns: readonly string[];
  readonly bytes: Iterable<Uint8Array>;
};

/**
 * A block of ClickHouse's Native format, the one that the engine takes with the least work: names,
 * types, and the values column by column.
 * Source: https://clickhouse.com/docs/interfaces/formats/Native, revision 0.
 */
export function encodeNativeBlock(columns: readonly NativeColumn[], rows: number): NativeBlock {
  const sink = createSink();
  sink.putVarint(columns.length);
  sink.putVarint(rows);
  const head = [sink.take()];
  const parts = columns.flatMap(({ name, type, bytes }) => {
    sink.putText(name);
    sink.putText(type);
    return [sink.take(), ...bytes()];
  });
  return { columns: columns.map(({ name }) => name), bytes: [Buffer.concat([...head, ...parts])] };
}

export type TextColumn = NativeColumn & { readonly push: (value: string) => void };

export function createTextColumn(name: string): TextColumn {
  const sink = createSink();
  const { putText, clear } = sink;
  return { name, type: "String", push: putText, bytes: () => [sink.written()], clear };
}

export type NumberColumn = NativeColumn & { readonly push: (value: number) => void };

/** An integer of 64 bits that a double holds exactly. */
export function createInt64Column(name: string, type = "Int64"): NumberColumn {
  const sink = createSink();
  const { putInt64, clear } = sink;
  return { name, type, push: putInt64, bytes: () => [sink.written()], clear };
}

/** Milliseconds since the epoch. */
export function createInstantColumn(name: string): NumberColumn {
  return createInt64Column(name, "DateTime64(3, 'UTC')");
}

export type NullableColumn<T> = NativeColumn & { readonly push: (value: T | null) => void };

export function createNullableInstantColumn(name: string): NullableColumn<number> {
  const sink = createSink();
  return createNullable(name, "DateTime64(3, 'UTC')", sink, (value) => sink.putInt64(value ?? 0));
}

export function createNullableInt64Column(name: string): NullableColumn<bigint> {
  const sink = createSink();
  return createNullable(name, "Int64", sink, (value) => sink.putBigInt64(value ?? 0n));
}

function createNullable<T>(
  name: string,
  type: string,
  values: Sink,
  put: (value: T | null) => void,
): NullableColumn<T> {
  const nulls = createSink();
  return {
    name,
    type: `Nullable(${type})`,
    push: (value) => {
      nulls.putByte(value === null ? 1 : 0);
      put(value);
    },
    bytes: () => [nulls.written(), values.written()],
    clear: () => {
      nulls.clear();
      values.clear();
    },
  };
}

export type TupleColumns = {
  readonly columns: readonly NativeColumn[];
  /** Takes one text for each column; gives the number by which rows name them. */
  readonly add: (texts: readonly string[]) => number;
  /** A row of these texts. */
  readonly push: (tuple: number) => void;
};

/**
 * Columns of texts that go together and come again and again: each is sent once, and a number for
 * each row. A dictionary may hold one text twice.
 * Source: `SerializationLowCardinality` of ClickHouse.
 */
export function createTupleColumns(names: readonly string[]): TupleColumns {
  const dictionaries = names.map(() => createSink());
  const indexes = createSink();
  let tuples = 0;
  let rows = 0;

  function bytesOf(dictionary: Sink): readonly Uint8Array[] {
    const [head, middle] = [createSink(), createSink()];
    head.putInt64(SHARED_DICTIONARIES);
    head.putInt64(INDEXES_OF_32_BITS | HAS_ADDITIONAL_KEYS | NEEDS_UPDATE);
    head.putInt64(tuples);
    middle.putInt64(rows);
    return [head.written(), dictionary.written(), middle.written(), indexes.written()];
  }

  function clear() {
    for (const sink of [...dictionaries, indexes]) sink.clear();
    [tuples, rows] = [0, 0];
  }

  return {
    columns: names.map((name, index) => ({
      name,
      type: "LowCardinality(String)",
      bytes: () => bytesOf(dictionaries[index] ?? indexes),
      clear,
    })),
    add: (texts) => {
      for (const [index, dictionary] of dictionaries.entries())
        dictionary.putText(texts[index] ?? "");
      return tuples++;
    },
    push: (tuple) => {
      indexes.putInt32(tuple);
      rows += 1;
    },
  };
}

type Sink = ReturnType<typeof createSink>;

/** Bytes that grow. */
function createSink() {
  let buffer = Buffer.allocUnsafe(FIRST_BYTES);
  let at = 0;

  function reserve(bytes: number) {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }

  function putByte(value: number) {
    reserve(1);
    buffer[at++] = value;
  }

  function putVarint(value: number) {
    reserve(VARINT_BYTES_MAX);
    let rest = value;
    for (; rest >= VARINT_MORE; rest >>>= VARINT_BITS)
      buffer[at++] = (rest & (VARINT_MORE - 1)) | VARINT_MORE;
    buffer[at++] = rest;
  }

  /** Written once where the length in bytes is that of the text, as it nearly always is. */
  function putText(text: string) {
    reserve(VARINT_BYTES_MAX + UNIT_BYTES_MAX * text.length);
    const start = at;
    putVarint(text.length);
    const bytes = buffer.write(text, at);
    if (bytes === text.length) {
      at += bytes;
      return;
    }
    at = start;
    putVarint(bytes);
    at += buffer.write(text, at);
  }

  function putInt64(value: number) {
    reserve(8);
    buffer.writeInt32LE(value | 0, at);
    buffer.writeInt32LE(Math.floor(value / TWO_POW_32), at + 4);
    at += 8;
  }

  function putInt32(value: number) {
    reserve(4);
    at = buffer.writeInt32LE(value, at);
  }

  /** Most sizes are exact as doubles, which are written faster. */
  function putBigInt64(value: bigint) {
    const double = Number(value);
    if (Number.isSafeInteger(double)) return putInt64(double);
    reserve(8);
    at = buffer.writeBigInt64LE(value, at);
  }

  const written = () => buffer.subarray(0, at);
  const clear = () => {
    at = 0;
  };
  const take = () => {
    const taken = Buffer.from(written());
    clear();
    return taken;
  };
  return { putByte, putVarint, putText, putInt32, putInt64, putBigInt64, written, take, clear };
}
