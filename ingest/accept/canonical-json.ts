import { exactNumberText } from "./exact-json.ts";

/**
 * One spelling for equal JSON values, in the manner of RFC 8785: keys in order of their UTF-16
 * units, no space, numbers as ECMAScript prints them or, beyond a double, as written.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const number = exactNumberText(value);
  if (number !== null) return number;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
