import { hash } from "node:crypto";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { safeParseEvent } from "../../schemas/parse-event.ts";
import { SERIES_ATTRIBUTES } from "../../schemas/series.ts";
import type { Item } from "../accept/acceptance.ts";
import { describeIssues } from "../accept/describe-issues.ts";
import { createFault } from "../accept/fault.ts";
import type { Line } from "../file/split-lines.ts";
import { splitCells } from "./split-cells.ts";

const REQUIRED = ["tenant", "since"] as const;
const DETAILS = ["since", "until", "owner", "criticality", "runbook"] as const;
const COLUMNS: readonly string[] = [...SERIES_ATTRIBUTES, ...DETAILS];
const SEPARATORS = [",", ";", "\t"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SOURCE = "/assets";
const ID_DIGITS = 32;

type Header = { readonly columns: readonly string[]; readonly separator: string };
type Row = Readonly<Record<string, string>>;

/**
 * Reads a table of what must be backed up, a line at a time: the first is its header, each other
 * one an asset, or a part of many, as `vigie.asset.expected.v1`. What a table says it says as of
 * `saidAtMs`; read again, the same line is the same event. Throws `OperatingError` where the header
 * is none.
 */
export function createAssetReader(saidAtMs: number): (line: Line, origin: string) => Item | null {
  let header: Header | null = null;
  const lineOf = new Map<string, number>();

  return (line, origin) => {
    const text = Buffer.from(line.bytes).toString();
    if (!header) {
      header = readHeader(text);
      return null;
    }
    const item = { bytes: line.bytes, origin, position: `line ${line.number}` };
    const row = readRow(text, header);
    if (typeof row === "string") return { ...item, unread: createFault("not-an-event", row) };
    const event = toEvent(row, saidAtMs);
    const key = JSON.stringify(event.data.series);
    const before = lineOf.get(key);
    const twice = before === undefined ? null : `line ${before} is about the same`;
    const fault = findFault(event) ?? twice;
    if (fault !== null) return { ...item, unread: createFault("not-an-event", fault) };
    lineOf.set(key, line.number);
    return { ...item, bytes: Buffer.from(JSON.stringify(event)) };
  };
}

function readHeader(text: string): Header {
  const separator = SEPARATORS.find((candidate) => text.includes(candidate)) ?? ",";
  const columns = splitCells(text, separator) ?? [];
  const unknown = columns.filter((column) => !COLUMNS.includes(column));
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  const twice = columns.filter((column, index) => columns.indexOf(column) !== index);
  const faults = [
    ...unknown.map((column) => `has no meaning for the column ${JSON.stringify(column)}`),
    ...missing.map((column) => `lacks the column ${column}`),
    ...twice.map((column) => `has the column ${column} twice`),
  ];
  if (faults.length === 0) return { columns, separator };
  throw new OperatingError(`Cannot read the assets as their header (line 1) ${faults.join(", ")}`, {
    retryable: false,
    hint: `the first line names the columns, of ${COLUMNS.join(", ")}; tenant and since are needed`,
  });
}

/** By column, without the empty ones; else what is wrong. */
function readRow(text: string, { columns, separator }: Header): Row | string {
  const cells = splitCells(text, separator);
  if (!cells) return "a quote is not closed on its line";
  if (cells.length !== columns.length)
    return `has ${cells.length} cells, and the header ${columns.length}`;
  const empty = REQUIRED.filter((column) => !cells[columns.indexOf(column)]);
  if (empty.length > 0) return `has nothing under ${empty.join(" and ")}`;
  const named = columns.flatMap((column, index) => (cells[index] ? [[column, cells[index]]] : []));
  return Object.fromEntries(named);
}

function toEvent(row: Row, saidAtMs: number) {
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (row[name] ? [[name, row[name]]] : [])));
  const { since, until, ...details } = pick(DETAILS);
  const span = {
    ...(since && { since: toInstant(since) }),
    ...(until && { until: toInstant(until) }),
  };
  const data = { series: pick(SERIES_ATTRIBUTES), ...span, ...details };
  const time = instantToJson(saidAtMs);
  const id = hash("sha256", JSON.stringify([time, data])).slice(0, ID_DIGITS);
  const type = "vigie.asset.expected.v1";
  return { specversion: "1.0", id, source: SOURCE, type, time, data };
}

/** A day alone begins at midnight UTC. */
function toInstant(text: string): string {
  return DAY.test(text) ? `${text}T00:00:00Z` : text;
}

function findFault(event: object): string | null {
  const parsed = safeParseEvent(event);
  if (!parsed.success) return describeIssues(parsed.error.issues).replaceAll("data.", "");
  const { data } = parsed.data;
  if (!("since" in data) || data.until === undefined || data.until > data.since) return null;
  return "until: must be after since";
}
