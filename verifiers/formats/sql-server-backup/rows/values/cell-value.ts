/**
 * A value as it is written out: whole numbers that a JSON number holds exactly, and floating-point
 * ones, as numbers; bigint, decimal, money and instants as text; bytes as text in hexadecimal
 * (`0x...`).
 */
export type CellValue = string | number | boolean | null;

/** What decides how a column's bytes are read. */
export type ValueType = {
  readonly type: number;
  readonly scale: number;
  readonly collation: number;
};
