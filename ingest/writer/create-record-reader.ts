import type { ZodSafeParseResult } from "zod";
import { describeIssues } from "../accept/describe-issues.ts";
import { createFault, type Fault, isFault } from "../accept/fault.ts";
import { readJsonText } from "../accept/read-json.ts";

type Read<T> = { readonly value: T };

/** Reads what a log holds; `safeParse` says whether a JSON value is what belongs there. */
export function createRecordReader<T>(
  safeParse: (value: unknown) => ZodSafeParseResult<T>,
): (text: string) => Read<T> | Fault {
  return (text) => {
    const json = readJsonText(text);
    if (isFault(json)) return createFault("unreadable-record", json.reason);
    const parsed = safeParse(json.plain);
    if (parsed.success) return { value: parsed.data };
    return createFault("unreadable-record", describeIssues(parsed.error.issues));
  };
}
