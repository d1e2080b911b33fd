/** What the catalogue says of a column's type (`sys.types.system_type_id` and its sizes). */
export type ColumnTypeParts = {
  readonly type: number;
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
};

const PLAIN: Readonly<Record<number, string>> = {
  34: "image",
  35: "text",
  36: "uniqueidentifier",
  40: "date",
  48: "tinyint",
  52: "smallint",
  56: "int",
  58: "smalldatetime",
  59: "real",
  60: "money",
  61: "datetime",
  62: "float",
  98: "sql_variant",
  99: "ntext",
  104: "bit",
  122: "smallmoney",
  127: "bigint",
  189: "rowversion",
  241: "xml",
};
const SCALED: Readonly<Record<number, string>> = {
  41: "time",
  42: "datetime2",
  43: "datetimeoffset",
};
const NUMERIC: Readonly<Record<number, string>> = { 106: "decimal", 108: "numeric" };
const SIZED: Readonly<Record<number, { name: string; bytesEach: number }>> = {
  165: { name: "varbinary", bytesEach: 1 },
  167: { name: "varchar", bytesEach: 1 },
  173: { name: "binary", bytesEach: 1 },
  175: { name: "char", bytesEach: 1 },
  231: { name: "nvarchar", bytesEach: 2 },
  239: { name: "nchar", bytesEach: 2 },
};

/** As T-SQL writes it, an alias by its base type: `decimal(10,2)`, `nvarchar(max)`. */
export function nameColumnType({ type, length, precision, scale }: ColumnTypeParts): string {
  const sized = SIZED[type];
  if (sized) return `${sized.name}(${length < 0 ? "max" : length / sized.bytesEach})`;
  if (SCALED[type]) return `${SCALED[type]}(${scale})`;
  if (NUMERIC[type]) return `${NUMERIC[type]}(${precision},${scale})`;
  return PLAIN[type] ?? `type ${type}`;
}
