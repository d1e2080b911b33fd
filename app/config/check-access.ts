import { configSchema } from "../../schemas/config.ts";
import type { FaultDraft } from "./fault-draft.ts";
import { isReachedByOthers } from "./is-reached-by-others.ts";
import { valueAt } from "./value-at.ts";

const OF_THIS_MACHINE = ["none", "viewer"];

/** Whoever shows no token may only look, where others than this machine's people reach Vigie. */
export function checkAccess(content: unknown): FaultDraft[] {
  const path = ["access", "anonymous"];
  const { listen, access } = configSchema.shape;
  const { data: reach } = listen.safeParse(valueAt(content, ["listen"]));
  const { data: given } = access.safeParse(valueAt(content, ["access"]));
  if (!reach || !given?.anonymous || !isReachedByOthers(reach)) return [];
  if (OF_THIS_MACHINE.includes(given.anonymous)) return [];
  return [
    {
      path,
      at: "value",
      message: `others than this machine's people would be let in as ${given.anonymous}, without a token`,
      hint: "say none or viewer, and give people tokens with `vigie access add`",
    },
  ];
}
