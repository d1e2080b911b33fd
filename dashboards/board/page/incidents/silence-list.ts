import type { FindingKind, Severity } from "../../../../schemas/finding.ts";
import { element } from "../element.ts";
import { createRegion } from "../region.ts";
import { openFormDialog } from "../shell/form-dialog.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { SHELL_WORDS } from "../shell/shell-words.ts";
import { given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { INCIDENTS_WORDS } from "./incidents-words.ts";

/** An item of `GET /api/v1/silences`. */
type Silence = {
  readonly id: string;
  readonly author: string;
  readonly reason: string;
  readonly match: Readonly<Record<string, string | readonly string[]>>;
  readonly kinds?: readonly FindingKind[];
  readonly severities?: readonly Severity[];
  readonly from: string;
  readonly until: string;
};

const REASON_LENGTH_MAX = 2_000;

/** What nobody is told of, until when, by whom and why; ended by who may. */
export function createSilenceList(context: ViewContext) {
  const { lang, get, may } = context;
  const words = INCIDENTS_WORDS[lang].silences;
  const region = createRegion();
  const root = element("section", {}, element("h2", {}, words.title), region.root);

  function item(silence: Silence): HTMLElement {
    const { author, reason, until } = silence;
    return element(
      "li",
      {},
      element("p", {}, given(describe(silence, lang))),
      element("p", {}, `${words.until} `, instant(until, context)),
      element("small", {}, `${words.by} `, given(author), " · ", given(reason)),
      may("decide") ? endButton(silence) : null,
    );
  }

  function endButton(silence: Silence): HTMLElement {
    const button = element(
      "button",
      { type: "button", "data-focus": silence.id, "aria-label": words.endTitle },
      words.end,
    );
    button.addEventListener("click", () => askEnd(silence, context));
    return button;
  }

  return {
    root,
    refresh: async (signal: AbortSignal): Promise<void> => {
      const { items } = await get<{ readonly items: readonly Silence[] }>(
        "/api/v1/silences",
        {},
        signal,
      );
      region.show(items, () => [
        items.length === 0
          ? element("p", { class: "empty" }, words.none)
          : element("ul", { class: "list silences", role: "list" }, ...items.map(item)),
      ]);
    },
  };
}

function askEnd(silence: Silence, { lang, change, announce }: ViewContext): void {
  const words = INCIDENTS_WORDS[lang].silences;
  openFormDialog({
    lang,
    title: words.endTitle,
    intro: [describe(silence, lang)],
    fields: [
      {
        ...{ name: "reason", label: words.reason, is: "longText" },
        ...{ isRequired: true, max: REASON_LENGTH_MAX },
      },
    ],
    submit: words.end,
    run: async ({ reason = "" }) => {
      const why = new URLSearchParams({ reason });
      await change("DELETE", `/api/v1/silences/${silence.id}?${why}`);
      announce(words.ended);
    },
  });
}

function describe({ match, kinds, severities }: Silence, lang: ViewContext["lang"]): string {
  const { kinds: kindWords, severities: severityWords } = WORDS[lang];
  const nameOf = new Map<string, string>([
    ...Object.entries(SHELL_WORDS[lang].filter.fields),
    ...Object.entries(INCIDENTS_WORDS[lang].silences.attributes),
  ]);
  const of = Object.entries(match).map(
    ([name, value]) => `${nameOf.get(name) ?? name} = ${[value].flat().join(", ")}`,
  );
  const what = [
    ...(kinds ?? []).map((kind) => kindWords[kind]),
    ...(severities ?? []).map((severity) => severityWords[severity]),
  ];
  const parts = [of.join(" · "), what.join(", ")].filter((part) => part !== "");
  return parts.length === 0 ? INCIDENTS_WORDS[lang].silences.everything : parts.join(": ");
}
