import assert from "node:assert/strict";

/**
 * JSON as RFC 8785 (JCS) writes it: members in order of their names' UTF-16 units, no white space,
 * numbers and strings as
 * ECMAScript has them. Members that are `undefined` are left out. The same value always gives the
 * same text.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  const isJson = value === null || typeof value === "string" || typeof value === "boolean";
  assert(isJson || Number.isFinite(value), `${typeof value} is no JSON value`);
  return JSON.stringify(value);
}
