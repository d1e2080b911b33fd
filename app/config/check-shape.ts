import type { z } from "zod";
import { configSchema } from "../../schemas/config.ts";
import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { knownKeys } from "./known-keys.ts";
import { nearestWord } from "./nearest-word.ts";
import { valueAt } from "./value-at.ts";

/** Keys under which secrets are named. */
const SECRET_KEYS: readonly unknown[] = [
  ...["secret", "password", "accessKey", "secretKey", "sessionToken"],
  ...["routingKey", "apiKey", "token", "webhookSecret"],
];

/** Kinds of pagers whose `url` lets anybody in who knows it. */
const SECRET_URL_KINDS: readonly unknown[] = ["slack", "teams", "mattermost"];

type Issue = z.core.$ZodIssue;

/** What a wrong type should have been, in words; Zod's own word where there is none. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

/** Holds the file's content against the schema. */
export function checkShape(content: unknown): FaultDraft[] {
  const read = configSchema.safeParse(content, {
    error: (issue) =>
      issue.code === "invalid_type" ? typeMessage([issue.expected], issue.input) : undefined,
  });
  return read.success ? [] : read.error.issues.flatMap((issue) => explain(issue, [], content));
}

function explain(issue: Issue, prefix: ConfigPath, content: unknown): FaultDraft[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === "symbol" ? "" : part))];
  const value = valueAt(content, path);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  if (value === undefined) return [fault(path, "is missing")];
  if (isSecret(content, path)) return [wrongSecret(path, value)];
  switch (issue.code) {
    case "invalid_union":
      return explainUnion(issue, path, content);
    case "invalid_type":
      return [wrongType(path, issue, value)];
    case "invalid_value":
      return [notOneOf(path, issue.values.map(String), value)];
    case "too_small":
      return [fault(path, tooSmall(issue))];
    case "invalid_format":
      if (issue.format === "url") return [fault(path, "must be an address such as https://...")];
      return [fault(path, issue.message.replace(/^Invalid /, "is no "))];
    default:
      return [fault(path, issue.message)];
  }
}

function isSecret(content: unknown, path: ConfigPath): boolean {
  const key = path.at(-1);
  if (SECRET_KEYS.includes(key) || path.join(".") === "backup.key") return true;
  return (
    key === "url" && SECRET_URL_KINDS.includes(valueAt(content, [...path.slice(0, -1), "kind"]))
  );
}

/**
 * Of several forms the one that was meant is the one with the fewest faults; where all fail at
 * once, all are told in one.
 */
function explainUnion(
  issue: Issue & { code: "invalid_union" },
  path: ConfigPath,
  content: unknown,
): FaultDraft[] {
  if ("options" in issue && Array.isArray(issue.options))
    return [notOneOf(path, issue.options.map(String), valueAt(content, path))];
  const isText = typeof valueAt(content, path) === "string";
  const forms = issue.errors.filter(
    ([first]) => first && (isText || first.code !== "invalid_value" || first.path.length > 0),
  );
  const types = forms.flatMap(([first]) =>
    first?.code === "invalid_type" && first.path.length === 0 ? [first.expected] : [],
  );
  if (types.length === forms.length) {
    const value = valueAt(content, path);
    return [fault(path, typeMessage(types, value), quoteHint(types, value))];
  }
  const missing = forms.map(([first]) => first?.path.map(String).join(".") ?? "");
  if (
    forms.every((issues) => issues.length === 1) &&
    missing.every((key) => key !== "" && valueAt(content, [...path, key]) === undefined)
  ) {
    return [fault(path, `needs ${missing.map((key) => `"${key}"`).join(" or ")}`)];
  }
  const fitting = forms.filter(([first]) => first?.path.length !== 0 || !isWrongType(first));
  const [meant = []] = fitting.sort((a, b) => countFaults(a) - countFaults(b));
  return meant.flatMap((inner) => explain(inner, path, content));
}

function isWrongType(issue: Issue | undefined): boolean {
  return issue?.code === "invalid_type";
}

function countFaults(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1),
    0,
  );
}

function unknownKey(path: ConfigPath, key: string): FaultDraft {
  const known = knownKeys(path);
  const near = nearestWord(key, known);
  return {
    path: [...path, key],
    at: "key",
    message: `unknown key ${JSON.stringify(key)}`,
    hint: near === null ? `known here are ${known.join(", ")}` : `did you mean "${near}"?`,
  };
}

function wrongSecret(path: ConfigPath, value: unknown): FaultDraft {
  const message =
    typeof value === "object"
      ? "must name exactly one of env and file"
      : "a secret must not stand in this file";
  return fault(path, message, "write { env: NAME_OF_A_VARIABLE } or { file: PATH }");
}

/** Where the schema has words of its own for what is wanted, they say more. */
function wrongType(
  path: ConfigPath,
  { expected, message }: Issue & { code: "invalid_type" },
  value: unknown,
): FaultDraft {
  const isOwn = message !== typeMessage([expected], value);
  return fault(path, message, isOwn ? null : quoteHint([expected], value));
}

function typeMessage(expected: readonly string[], value: unknown): string {
  const wanted = [...new Set(expected.map((type) => TYPE_WORDS[type] ?? type))].join(" or ");
  return `must be ${wanted}, not ${describe(value)}`;
}

function quoteHint(expected: readonly string[], value: unknown): string | null {
  const isScalar = typeof value === "number" || typeof value === "boolean";
  return isScalar && expected.includes("string") ? `put it between quotes: "${value}"` : null;
}

function notOneOf(path: ConfigPath, known: readonly string[], value: unknown): FaultDraft {
  const near = typeof value === "string" ? nearestWord(value, known) : null;
  const hint = near === null ? null : `did you mean ${near}?`;
  return fault(path, `must be ${known.join(" or ")}, not ${describe(value)}`, hint);
}

function tooSmall(issue: Issue & { code: "too_small" }): string {
  if (issue.origin === "string") return "must not be empty";
  if (issue.origin === "array") return `needs at least ${issue.minimum} item`;
  return `must be at least ${issue.minimum}`;
}

function describe(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : JSON.stringify(value);
}

function fault(path: ConfigPath, message: string, hint: string | null = null): FaultDraft {
  return { path, at: "value", message, hint };
}
