import type { Right } from "../../../../schemas/access.ts";
import type { RequestAct, RequestState, RestoreRequest } from "../../../../schemas/request.ts";

/** A request as it is asked for alone; `runbookLack` is null where its runbook is there. */
export type ShownRequest = RestoreRequest & { readonly runbookLack: string | null };

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

/** Those that Vigie would take of another person than who asked, opened and planned. */
export function offerActs(
  { state, plan, runbookLack }: Pick<ShownRequest, "state" | "plan" | "runbookLack">,
  may: (right: Right) => boolean,
): readonly BoardAct[] {
  const leads = plan?.reached != null;
  const needs: Partial<Record<BoardAct, boolean>> = {
    approve: leads,
    execute: leads && runbookLack !== "not-approved",
  };
  return BOARD_ACTS.filter(
    ({ act, right, states }) =>
      may(right) && states.some((one) => one === state) && needs[act] !== false,
  ).map(({ act }) => act);
}
