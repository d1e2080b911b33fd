import type { RequestClosing, RestoreRequest } from "../../../../schemas/request.ts";
import { type FormField, openFormDialog } from "../shell/form-dialog.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given } from "../view.ts";
import { targetOf } from "./asked-facts.ts";
import type { BoardAct } from "./board-acts.ts";
import { factList } from "./fact-list.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

const REASON_LENGTH_MAX = 2_000;
const OUTCOMES = [
  "restored",
  "partly-restored",
  "not-restored",
] as const satisfies readonly RequestClosing["outcome"][];

/** Asks for what an act takes, and does it to the request as it is seen here: not as it became. */
export function openActForm(request: RestoreRequest, act: BoardAct, context: ViewContext): void {
  const { lang, change, announce, query, setQuery } = context;
  const words = REQUESTS_WORDS[lang];
  const { id, steps } = request;
  const reason: FormField = {
    ...{ name: "reason", label: act === "close" ? words.outcomeWords : words.reason },
    ...{ is: "longText", isRequired: true, max: REASON_LENGTH_MAX },
  };
  openFormDialog({
    ...{ lang, title: `${words.acts[act]} · ${id}`, submit: words.acts[act] },
    intro: introOf(request, act, context),
    fields: act === "close" ? [...closingFields(request, context), reason] : [reason],
    run: async ({ restoredAt, ...said }) => {
      const asked = { ...said, ...(restoredAt && { restoredAt }), revision: steps.length };
      await change("POST", `/api/v1/requests/${id}/${act}`, asked);
      announce(words.done);
      // The address as it is: the shell refreshes.
      setQuery(Object.fromEntries(query()));
    },
  });
}

function introOf(request: RestoreRequest, act: BoardAct, context: ViewContext) {
  const words = REQUESTS_WORDS[context.lang];
  switch (act) {
    case "plan":
      return [words.planIntro, ...(request.state === "approved" ? [words.planAgain] : [])];
    case "approve":
      return [factList([[words.target, targetOf(request, context)]])];
    case "execute":
      return [
        words.executeIntro,
        factList([
          [words.target, targetOf(request, context)],
          [words.approvedBy, ...approversOf(request, words.nobody)],
        ]),
      ];
    case "close":
      return [words.closeIntro];
    default:
      return [];
  }
}

/** Who has approved the plan as it is. */
function approversOf({ steps, state }: RestoreRequest, nobody: string) {
  const last = state === "approved" ? steps.findLast(({ act }) => act === "approve") : undefined;
  return [last ? given(last.by) : nobody];
}

function closingFields({ state }: RestoreRequest, { lang }: ViewContext): readonly FormField[] {
  const words = REQUESTS_WORDS[lang];
  const value: RequestClosing["outcome"] = state === "done" ? "restored" : "not-restored";
  const options = OUTCOMES.map((one) => ({ value: one, label: words.outcomes[one] }));
  const { restoredAt: label, restoredAtHint: hint } = words;
  return [
    { name: "outcome", label: words.outcome, is: "choice", options, value },
    { name: "restoredAt", label, hint, is: "text" },
  ];
}
