import type { Template } from "./parse-template.ts";

/** A template with its values; `encode` writes each as its place wants it. */
export function renderTemplate(
  { parts }: Template,
  valueAt: (path: string) => unknown,
  encode: (value: unknown, isQuoted: boolean) => string,
): string {
  return parts
    .map((part) => ("text" in part ? part.text : encode(valueAt(part.path), part.isQuoted)))
    .join("");
}

/** Within quotes as the inside of a string, nothing for null; elsewhere as JSON. */
export function encodeJson(value: unknown, isQuoted: boolean): string {
  if (!isQuoted) return JSON.stringify(value ?? null);
  if (value === null || value === undefined) return "";
  return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
}
