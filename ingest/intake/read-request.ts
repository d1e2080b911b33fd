import type { Item } from "../accept/acceptance.ts";
import { createFault, type Fault, isFault } from "../accept/fault.ts";
import { EVENT_BYTES_MAX } from "../accept/judge-item.ts";
import { readPlainJson } from "../accept/read-json.ts";
import { splitLines } from "../file/split-lines.ts";
import { splitBatch } from "./split-batch.ts";

const NEWLINE = 0x0a;
const CLOSE = Buffer.from("}");

/**
 * A CloudEvents attribute name:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#attribute-naming-convention
 */
const ATTRIBUTE_HEADER = /^ce-([a-z0-9]+)$/;

export const EVENTS_PER_REQUEST_MAX = 10_000;
/** Blank ones included: they bring nothing, and passing over each takes its time too. */
export const LINES_PER_REQUEST_MAX = 20_000;

export const MEDIA_TYPES = [
  "application/cloudevents+json",
  "application/cloudevents-batch+json",
  "application/x-ndjson",
  "application/json with ce- headers",
] as const;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
/** Null where a request has more events or lines than it may. */
type Read = (body: Uint8Array, headers: Headers, origin: string) => Promise<readonly Item[] | null>;

/**
 * How a request brings its events: CloudEvents' structured, batched or binary mode, or one event
 * a line. Null for anything else.
 */
export function chooseReader(headers: Headers): Read | null {
  const [mediaType = ""] = String(headers["content-type"] ?? "").split(";");
  switch (mediaType.trim().toLowerCase()) {
    case "application/cloudevents+json":
      return readStructured;
    case "application/cloudevents-batch+json":
      return readBatch;
    case "application/x-ndjson":
      return readLines;
    case "application/json":
      return headers["ce-specversion"] === undefined ? null : readBinary;
    default:
      return null;
  }
}

const readStructured: Read = async (body, _headers, origin) => [
  { bytes: body, origin, position: "body" },
];

const readBatch: Read = async (body, _headers, origin) => {
  const items = splitBatch(body, EVENTS_PER_REQUEST_MAX);
  if (isFault(items)) return [unread(body, origin, items)];
  if (items.length > EVENTS_PER_REQUEST_MAX) return null;
  return items.map((bytes, index) => ({ bytes, origin, position: `index ${index}` }));
};

const readLines: Read = async (body, _headers, origin) => {
  if (hasMoreLines(body, LINES_PER_REQUEST_MAX)) return null;
  const items: Item[] = [];
  for await (const line of splitLines([body], { lineBytesMax: EVENT_BYTES_MAX + 1 })) {
    if (items.length === EVENTS_PER_REQUEST_MAX) return null;
    items.push({ bytes: line.bytes, origin, position: `line ${line.number}` });
  }
  return items;
};

function hasMoreLines(body: Uint8Array, linesMax: number): boolean {
  let lines = 0;
  for (let at = body.indexOf(NEWLINE); at !== -1; at = body.indexOf(NEWLINE, at + 1))
    if (++lines > linesMax) return true;
  return false;
}

const readBinary: Read = async (body, headers, origin) => {
  // Its head only makes it longer.
  if (body.byteLength > EVENT_BYTES_MAX) return [{ bytes: body, origin, position: "body" }];
  const data = readPlainJson(body);
  if (isFault(data)) return [unread(body, origin, data)];
  const head = readAttributes(headers);
  if (isFault(head)) return [unread(body, origin, head)];
  const attributes = { ...head.attributes, datacontenttype: "application/json" };
  // One JSON value, it stands there as it was written.
  const open = Buffer.from(`${JSON.stringify(attributes).slice(0, -1)},"data":`);
  return [{ bytes: Buffer.concat([open, body, CLOSE]), origin, position: "body" }];
};

function readAttributes(
  headers: Headers,
): { readonly attributes: Readonly<Record<string, string>> } | Fault {
  const attributes: [string, string][] = [];
  for (const [header, value] of Object.entries(headers)) {
    const name = ATTRIBUTE_HEADER.exec(header)?.[1];
    if (name === undefined) continue;
    const text = decode(String(value));
    if (text === null) {
      return createFault("not-an-event", `header ${header}: must be percent-encoded UTF-8`);
    }
    attributes.push([name, text]);
  }
  return { attributes: Object.fromEntries(attributes) };
}

/** As section 3.1.3.2 of the HTTP binding of CloudEvents 1.0.2 has header values. */
function decode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

function unread(bytes: Uint8Array, origin: string, fault: Fault): Item {
  return { bytes, origin, position: "body", unread: fault };
}
