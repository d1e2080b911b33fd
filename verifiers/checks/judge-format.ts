import type { Check } from "../../schemas/proof.ts";
import { type Detected, type Format, formatByName } from "../formats/detect-format.ts";

type Options = {
  readonly detected: Detected;
  readonly sizeBytes: number;
  readonly uri: string;
  /** What an earlier copy of the series was proven to be. */
  readonly before: Format | null;
};

type JudgedFormat =
  | { readonly format: Format; readonly check: null }
  | { readonly format: null; readonly check: Check };

/**
 * Tells the format to verify by. Bytes of none are damage only where the copy's name or the
 * series' last proof says what they should be.
 */
export function judgeFormat({ detected, sizeBytes, uri, before }: Options): JudgedFormat {
  const check = { name: "format", level: "sound" } as const;
  const expected = formatByName(uri) ?? before;
  const observed = { format: detected.format, expected };
  const refuse = (verdict: "fail" | "inconclusive", reason: string): JudgedFormat => ({
    format: null,
    check: { ...check, verdict, observed, reason },
  });
  if (sizeBytes === 0) return refuse("fail", "The copy is empty.");
  if (detected.format === "unknown")
    return expected
      ? refuse("fail", `The copy should be of format ${expected}, and its bytes are not.`)
      : refuse("inconclusive", "The copy is of no format that can be verified here.");
  if (expected && expected !== detected.format)
    return refuse("fail", `The copy should be of format ${expected}, and is ${detected.format}.`);
  return { format: detected.format, check: null };
}
