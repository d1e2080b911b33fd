import { sayResolution } from "../../../../schemas/say-resolution.ts";
import { type Child, element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given, instant } from "../view.ts";
import type { IncidentAnswer } from "./incident-data.ts";
import { INCIDENTS_WORDS } from "./incidents-words.ts";

type Entry = {
  readonly at: string;
  readonly tone: string;
  readonly title: string;
  readonly said: readonly Child[];
};

/** What changed, what was said, and what was told to whom, the latest first. */
export function incidentHistory(incident: IncidentAnswer, context: ViewContext) {
  const words = INCIDENTS_WORDS[context.lang].page;
  const entries = [...changesOf(incident, context), ...deliveriesOf(incident, context)];
  const items = entries
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .map(({ at, tone, title, said }) =>
      element(
        "li",
        { class: tone },
        element(
          "div",
          { class: "line" },
          element("strong", {}, title),
          element("span", { class: "quiet" }, instant(at, context)),
        ),
        element("p", {}, ...said),
      ),
    );
  return [
    element("h2", {}, words.history),
    element("ol", { class: "list history", role: "list" }, ...items),
  ];
}

const CHANGE_TONES = {
  ...{ opened: "tone-critical", escalated: "tone-critical", worsened: "tone-critical" },
  ...{ reopened: "tone-critical", eased: "tone-warning", resolved: "resolved" },
  ...{ acknowledged: "tone-active", assigned: "tone-active", commented: "tone-idle" },
} as const;

function changesOf({ changes }: IncidentAnswer, { lang }: ViewContext): readonly Entry[] {
  const words = INCIDENTS_WORDS[lang].page;
  return changes.map(({ at, kind, author, reason }) => ({
    at,
    tone: CHANGE_TONES[kind],
    title: words.changes[kind],
    said: [
      ...(author === null ? [] : [element("bdi", {}, words.by(author))]),
      ...(author !== null && reason !== null ? [": "] : []),
      // What people said stays as they wrote it.
      ...(reason === null ? [] : [given(author === null ? sayResolution(reason, lang) : reason)]),
    ],
  }));
}

/** A message that waits is not good news: nobody has read it. */
function deliveriesOf({ deliveries }: IncidentAnswer, context: ViewContext): readonly Entry[] {
  const words = INCIDENTS_WORDS[context.lang].page;
  const { formats } = context;
  return deliveries.map(({ pager, reason, createdAt, sentAt, givenUpAt }) => {
    const entry = { at: createdAt, title: words.told(pager) };
    const because = `${words.reasons[reason] ?? reason}, `;
    if (sentAt !== null) {
      const said = [because, words.delivered(formats.instant(sentAt))];
      return { ...entry, tone: "tone-idle", said };
    }
    if (givenUpAt !== null) {
      const said = [because, words.givenUp(formats.instant(givenUpAt))];
      return { ...entry, tone: "tone-critical", said };
    }
    return { ...entry, tone: "tone-warning", said: [because, words.waiting] };
  });
}
