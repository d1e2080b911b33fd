import type { Item } from "../accept/acceptance.ts";
import { createFault, type Fault, isFault } from "../accept/fault.ts";
import { EVENT_BYTES_MAX } from "../accept/judge-item.ts";
import { readJson } from "../accept/read-json.ts";
import { splitLines } from "../file/split-lines.ts";

/**
 * A CloudEvents attribute name:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#attribute-naming-convention
 */
const ATTRIBUTE_HEADER = /^ce-([a-z0-9]+)$/;

/** More in one request than this are not looked at; a reader gives one more at most. */
export const EVENTS_PER_REQUEST_MAX = 10_000;

export const MEDIA_TYPES = [
  "application/cloudevents+json",
  "application/cloudevents-batch+json",
  "application/x-ndjson",
  "application/json with ce- headers",
] as const;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
type Read = (body: Uint8Array, headers: Headers, origin: string) => Promise<readonly Item[]>;

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
  const json = readJson(body);
  if (isFault(json)) return [unread(body, origin, json)];
  if (!Array.isArray(json.exact)) {
    return [unread(body, origin, createFault("not-an-event", "a batch must be a JSON array"))];
  }
  return json.exact.slice(0, EVENTS_PER_REQUEST_MAX + 1).map((event, index) => ({
    bytes: Buffer.from(JSON.stringify(event)),
    origin,
    position: `index ${index}`,
  }));
};

const readLines: Read = async (body, _headers, origin) => {
  const items: Item[] = [];
  for await (const line of splitLines([body], { lineBytesMax: EVENT_BYTES_MAX + 1 })) {
    items.push({ bytes: line.bytes, origin, position: `line ${line.number}` });
    if (items.length > EVENTS_PER_REQUEST_MAX) break;
  }
  return items;
};

const readBinary: Read = async (body, headers, origin) => {
  const data = readJson(body);
  if (isFault(data)) return [unread(body, origin, data)];
  const head = readAttributes(headers);
  if (isFault(head)) return [unread(body, origin, head)];
  const event = { ...head.attributes, datacontenttype: "application/json", data: data.exact };
  return [{ bytes: Buffer.from(JSON.stringify(event)), origin, position: "body" }];
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
