import { groupColumns } from "../../formats/sql-server-backup/rows/catalogue/group-columns.ts";
import {
  layOutTable,
  narrowLayout,
} from "../../formats/sql-server-backup/rows/export/find-layout.ts";
import { findTables } from "../../formats/sql-server-backup/rows/export/find-tables.ts";
import { readTable } from "../../formats/sql-server-backup/rows/export/read-table.ts";
import type { CellValue } from "../../formats/sql-server-backup/rows/values/cell-value.ts";
import type { Questions } from "../questions.ts";
import type { Content } from "../stage.ts";
import { explainOtherCount } from "./explain-other-count.ts";
import { explainUnread } from "./explain-unread.ts";
import type { OpenedDatabase } from "./open-database.ts";

/** `system_type_id` of date, datetime2, datetimeoffset, smalldatetime and datetime. */
const INSTANT_TYPES = new Set([40, 42, 43, 58, 61]);
const NOT_THERE = { found: false, newestMs: null };
const AMBIGUOUS = {
  en: "there are several tables of that name",
  fr: "plusieurs tables portent ce nom",
};

/**
 * The newest instant in a column, of all its rows; one without a zone is taken as UTC. Where other
 * rows were found than are recorded there may be a newer one.
 */
export async function readNewest(
  { catalogue, runs, pages }: OpenedDatabase,
  { table, column }: NonNullable<Questions["freshness"]>,
): Promise<Content["newest"]> {
  const [named, ...others] = findTables(catalogue, table);
  if (!named) return NOT_THERE;
  if (others.length > 0) return unread(AMBIGUOUS);
  const columns = groupColumns(catalogue).get(named.id) ?? [];
  const wanted =
    columns.find(({ name }) => name === column) ??
    columns.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  if (!wanted || !INSTANT_TYPES.has(wanted.type)) return NOT_THERE;
  try {
    const layout = layOutTable(catalogue, named);
    const omitted = layout.omitted.find(({ name }) => name === wanted.name);
    if (omitted) return unread(omitted.reason);
    const { rowsets, recordedRows } = narrowLayout(layout, new Set([wanted.name]));
    let [rows, newestMs]: [number, number | null] = [0, null];
    for await (const [value] of readTable(rowsets, runs, pages)) {
      rows += 1;
      const ms = toMs(value ?? null);
      if (ms !== null && (newestMs === null || ms > newestMs)) newestMs = ms;
    }
    if (rows === recordedRows) return { found: true, newestMs };
    return { found: true, newestMs, unread: explainOtherCount(named.name, rows, recordedRows) };
  } catch (error) {
    return unread(explainUnread(error));
  }
}

function unread(because: NonNullable<NonNullable<Content["newest"]>["unread"]>): Content["newest"] {
  return { found: true, newestMs: null, unread: because };
}

function toMs(value: CellValue): number | null {
  if (typeof value !== "string") return null;
  const isWhole = /(Z|[+-][0-9]{2}:[0-9]{2})$/.test(value) && value.includes("T");
  return Date.parse(isWhole || !value.includes("T") ? value : `${value}Z`);
}
