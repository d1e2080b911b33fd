import type { ObjectHead } from "../platform/objects/object-store.ts";
import type { ObjectPlace } from "../platform/objects/open-object.ts";
import type { Check, Proof, Verification } from "../schemas/proof.ts";
import type { CheckOptions } from "./check-copy.ts";
import type { Whole } from "./checks/check-whole.ts";
import type { Detected } from "./formats/detect-format.ts";
import type { Inspected } from "./read-copy.ts";
import type { SandboxReport } from "./sandboxes/sandbox.ts";

/** A copy whose bytes are there, on its way to the levels `sound` and above. */
export type FoundCopy = {
  readonly verification: Verification;
  readonly options: CheckOptions;
  readonly place: ObjectPlace;
  /** The object as it was before all its bytes were hashed. */
  readonly head: ObjectHead;
  readonly whole: Whole;
  readonly detected: Detected;
  readonly format: string;
  /** By its own reader, in the same pass as its bytes; null where it has not been seen so yet. */
  readonly inspected: Inspected | null;
};

/** What the proof says beside its checks. */
export type Seen = {
  readonly report: SandboxReport | null;
  /** Which bytes were read; null where not all were. */
  readonly read: NonNullable<Proof["read"]> | null;
  /** As the format's reader counted them; null where it cannot, or a sandbox did. */
  readonly rowCounts: Proof["rowCounts"];
  /** Of a copy that was restored with others. */
  readonly chain?: NonNullable<Proof["chain"]>;
  readonly target?: NonNullable<Proof["target"]>;
};
export type SeenDeeper = Omit<Seen, "read">;

/** What a copy's own format showed. */
export type Structure = { readonly check: Check; readonly rowCounts: Proof["rowCounts"] };

export const NOTHING_SEEN: Seen = { report: null, read: null, rowCounts: null };
