import type { RestoreRequest } from "../../../../schemas/request.ts";
import { openFormDialog } from "../shell/form-dialog.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { WORDS } from "../words.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";

const TEXT_LENGTH_MAX = 2_000;
const NAME_LENGTH_MAX = 200;

/** Opens a restore request of the series that the address names, as a ticket asks for it. */
export function openRequestForm(context: ViewContext): void {
  const { lang, query, change, go, announce, may } = context;
  const words = REQUESTS_WORDS[lang];
  const series = query().get("series");
  if (series === null || !may("request")) {
    announce(words.noSeries, "failed");
    return;
  }
  const text = (name: string, label: string, value = "") =>
    ({ name, label, is: "text", isRequired: true, max: NAME_LENGTH_MAX, value }) as const;
  const { environments } = WORDS[lang];
  openFormDialog({
    ...{ lang, title: words.newTitle, intro: [words.newIntro], submit: words.open },
    fields: [
      text("ticket", words.ticket),
      text("askedBy", words.askedBy),
      { ...text("at", words.at, query().get("at") ?? ""), hint: words.atHint },
      {
        ...{ name: "environment", label: words.environment, is: "choice", value: "staging" },
        options: (["production", "staging"] as const).map((value) => ({
          ...{ value, label: environments[value] },
        })),
      },
      text("instance", words.instance),
      text("database", words.database),
      {
        ...{ name: "reason", label: words.reason, is: "longText" },
        ...{ isRequired: true, max: TEXT_LENGTH_MAX },
      },
    ],
    run: async ({ ticket, askedBy, at, environment, instance, database, reason }) => {
      const target = { environment, instance, database };
      const asked = { ticket, askedBy, series, wanted: { at }, target, reason };
      const { id } = await change<RestoreRequest>("POST", "/api/v1/requests", asked);
      go("requests", id);
    },
  });
}
