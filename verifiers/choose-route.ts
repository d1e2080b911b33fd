import type { ProofLevel } from "../schemas/proof.ts";
import type { CheckOptions } from "./check-copy.ts";
import { reaches } from "./checks/conclude.ts";
import { judgeSize } from "./checks/judge-size.ts";
import { isReadInSandbox } from "./formats/is-read-in-sandbox.ts";

/** How a copy is examined for the levels `sound` and above. */
export type Route =
  /** By its own reader. */
  | "structure"
  /** By a sandbox, which reads its structure as well. */
  | "sandbox"
  /** By its own reader, which reads its rows too; nothing restores it. */
  | "rows"
  /** By its own reader, then in a sandbox. */
  | "restore"
  /** By its own reader, then in a sandbox after what it rests on. */
  | "chain";

type Subject = {
  readonly format: string;
  readonly sizeBytes: number;
  readonly level: ProofLevel;
};

export function chooseRoute(
  { format, sizeBytes, level }: Subject,
  { sandboxes, bytesMax, chain }: Pick<CheckOptions, "sandboxes" | "bytesMax" | "chain">,
): Route {
  if (!reaches(level, "restored")) return "structure";
  const isAlone = !chain || (chain.state === "found" && chain.links.length === 1);
  if (!isAlone) return "chain";
  const sandbox = sandboxes.find(({ formats }) => formats.includes(format));
  if (sandbox?.restores === false) return "rows";
  if (!sandbox || judgeSize(sizeBytes, bytesMax)) return "structure";
  return isReadInSandbox(format) ? "sandbox" : "restore";
}
