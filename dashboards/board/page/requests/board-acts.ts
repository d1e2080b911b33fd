import type { Right } from "../../../../schemas/access.ts";
import type {
  Involvement,
  RequestAct,
  RequestState,
  RestoreRequest,
} from "../../../../schemas/request.ts";

/** A request as it is asked for alone. */
export type ShownRequest = RestoreRequest & {
  /** Null where its runbook is there. */
  readonly runbookLack: string | null;
  /** What keeps who looks from approving it. */
  readonly involvement: Involvement | null;
};

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

type Offering = Pick<ShownRequest, "state" | "plan" | "runbookLack" | "involvement">;

/** Those that Vigie would take of who looks. */
export function offerActs(
  { state, plan, runbookLack, involvement }: Offering,
  may: (right: Right) => boolean,
): readonly BoardAct[] {
  const leads = plan?.reached != null;
  const needs: Partial<Record<BoardAct, boolean>> = {
    approve: leads && involvement === null,
    execute: leads && runbookLack !== "not-approved",
  };
  return BOARD_ACTS.filter(
    ({ act, right, states }) =>
      may(right) && states.some((one) => one === state) && needs[act] !== false,
  ).map(({ act }) => act);
}

/** What they did of it, where only that keeps who looks from approving it; null otherwise. */
export function whyOthersApprove(
  request: Offering,
  may: (right: Right) => boolean,
): Involvement["did"] | null {
  const isOffered = offerActs({ ...request, involvement: null }, may).includes("approve");
  return isOffered ? (request.involvement?.did ?? null) : null;
}
