import { configSchema } from "../../schemas/config.ts";
import type { FaultDraft } from "./fault-draft.ts";
import { valueAt } from "./value-at.ts";

/** What is drawn and not read counts as failed: no larger copy may be drawn than is verified. */
export function checkDraws(content: unknown): FaultDraft[] {
  const verification = configSchema.shape.verification.safeParse(
    valueAt(content, ["verification"]),
  ).data;
  const drawnMax = verification?.draws?.bytesMax;
  if (!verification || drawnMax === undefined || drawnMax <= verification.bytesMax) return [];
  return [
    {
      path: ["verification", "draws", "bytesMax"],
      at: "value",
      message: "allows larger copies than verification.bytesMax, which would count as failed",
      hint: "raise verification.bytesMax, or lower this: what is larger is outside the draw, and said",
    },
  ];
}
