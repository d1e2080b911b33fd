import type { Right } from "../../../../schemas/access.ts";
import type { RequestAct, RequestState } from "../../../../schemas/request.ts";

/** What can be done to a request, by whom, and in which states; as verifiers/requests has it. */
export const BOARD_ACTS = [
  {
    ...{ act: "plan", right: "request" },
    states: ["opened", "planned", "approved", "refused", "failed"],
  },
  { act: "approve", right: "approve", states: ["planned"] },
  { act: "refuse", right: "approve", states: ["planned", "approved"] },
  { act: "execute", right: "request", states: ["planned", "approved"] },
  { act: "close", right: "request", states: ["refused", "done", "failed"] },
  {
    ...{ act: "withdraw", right: "request" },
    states: ["opened", "planned", "approved", "refused", "failed"],
  },
] as const satisfies readonly {
  readonly act: RequestAct;
  readonly right: Right;
  readonly states: readonly RequestState[];
}[];

export type BoardAct = (typeof BOARD_ACTS)[number]["act"];
