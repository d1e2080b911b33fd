import { element } from "../element.ts";
import { createRegion } from "../region.ts";
import { openFormDialog } from "../shell/form-dialog.ts";
import { ApiError, type ViewContext } from "../shell/page-view.ts";
import { type IncidentAnswer, leadingOf } from "./incident-data.ts";
import { INCIDENTS_WORDS, SPANS, type Span } from "./incidents-words.ts";

const REASON_LENGTH_MAX = 2_000;
const HOUR_MS = 3_600_000;
const SPANS_MS: Readonly<Record<Span, number>> = {
  "1h": HOUR_MS,
  "4h": 4 * HOUR_MS,
  "8h": 8 * HOUR_MS,
  "24h": 24 * HOUR_MS,
  "3d": 72 * HOUR_MS,
  "7d": 168 * HOUR_MS,
};

/** What who looks may do with an incident; a comment that is being written stays as it is. */
export function createIncidentActs(context: ViewContext, id: string) {
  const { lang, may } = context;
  const { acts: words } = INCIDENTS_WORDS[lang];
  const root = element("section", {}, element("h2", {}, words.title));
  if (!may("decide")) {
    root.append(element("p", { class: "quiet" }, words.none));
    return { root, show: () => {} };
  }
  const buttons = createRegion(element("div", { class: "row-acts" }));
  root.append(buttons.root, commentForm(context, id));

  function act(name: string, title: string, open: () => void, isFirst = false): HTMLElement {
    const button = element(
      "button",
      { type: "button", class: isFirst ? "primary" : null, "data-focus": name },
      title,
    );
    button.addEventListener("click", open);
    return button;
  }

  return {
    root,
    show: (incident: IncidentAnswer): void => {
      const { status, severity } = incident;
      const isOpen = status === "open" || (status === "resolved" && severity === "critical");
      buttons.show([isOpen, status, leadingOf(incident)], () => [
        isOpen ? act("acknowledge", words.acknowledge, () => acknowledge(context, id), true) : null,
        act("assign", words.assign, () => assign(context, id)),
        act("silence", words.silence, () => silence(context, incident)),
      ]);
    },
  };
}

const reasonOf = (label: string, isRequired = true) =>
  ({ name: "reason", label, is: "longText", isRequired, max: REASON_LENGTH_MAX }) as const;

function acknowledge({ lang, change, announce }: ViewContext, id: string): void {
  const { acts: words } = INCIDENTS_WORDS[lang];
  openFormDialog({
    ...{ lang, title: words.acknowledge, intro: [words.acknowledgeIntro] },
    fields: [reasonOf(words.reason, false)],
    submit: words.acknowledge,
    run: async ({ reason = "" }) => {
      const body = reason === "" ? {} : { reason };
      await change("POST", `/api/v1/incidents/${id}/acknowledge`, body);
      announce(words.acknowledged);
    },
  });
}

function assign({ lang, change, announce, me }: ViewContext, id: string): void {
  const { acts: words } = INCIDENTS_WORDS[lang];
  openFormDialog({
    ...{ lang, title: words.assign, submit: words.assign },
    fields: [
      {
        ...{ name: "to", label: words.assignTo, is: "text", isRequired: true, max: 200 },
        value: me.isAnonymous ? "" : me.name,
      },
      reasonOf(words.reason),
    ],
    run: async ({ to = "", reason = "" }) => {
      await change("POST", `/api/v1/incidents/${id}/assign`, { to, reason });
      announce(words.assigned);
    },
  });
}

function silence(context: ViewContext, incident: IncidentAnswer): void {
  const { lang, change, announce, now, formats } = context;
  const { acts: words } = INCIDENTS_WORDS[lang];
  const series = leadingOf(incident)?.series ?? null;
  const choices = [
    ...(series ? [{ value: "series", label: `${words.ofSeries} (${series.asset})` }] : []),
    ...(series ? [{ value: "site", label: `${words.ofSite} (${series.site})` }] : []),
  ];
  openFormDialog({
    ...{ lang, title: words.silence, intro: [words.silenceIntro], submit: words.silence },
    fields: [
      ...(choices.length > 0
        ? [{ name: "of", label: words.silenceOf, is: "choice", options: choices } as const]
        : []),
      {
        ...{ name: "span", label: words.for, is: "choice", value: "8h" },
        options: SPANS.map((span) => ({ value: span, label: words.spans[span] })),
      },
      reasonOf(words.reason),
    ],
    run: async ({ of = "", span = "8h", reason = "" }) => {
      const spanMs = SPANS_MS[SPANS.find((known) => known === span) ?? "8h"];
      const until = new Date(Date.parse(now()) + spanMs).toISOString();
      const match = matchOf(series, of);
      await change("POST", "/api/v1/silences", { match, kinds: [incident.kind], until, reason });
      announce(`${words.silenced} ${formats.instant(until)}`);
    },
  });
}

type Series = NonNullable<NonNullable<ReturnType<typeof leadingOf>>["series"]>;

/** Of Vigie's own incidents: everything of their kind. */
function matchOf(series: Series | null, of: string) {
  if (series === null) return {};
  if (of === "series") return { ...series };
  const { tenant, environment, site } = series;
  return { tenant, environment, site };
}

function commentForm({ lang, change, announce }: ViewContext, id: string): HTMLElement {
  const { acts: words } = INCIDENTS_WORDS[lang];
  const area = element("textarea", {
    ...{ id: "incident-comment", rows: "3", required: true, maxlength: String(REASON_LENGTH_MAX) },
  });
  const send = element("button", { type: "submit" }, words.comment);
  const problem = element("p", { class: "problem", role: "alert" });
  const form = element(
    "form",
    { class: "comment" },
    element("label", { for: "incident-comment" }, words.commentLabel),
    area,
    problem,
    element("div", { class: "acts" }, send),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void say();
  });

  /** What was written stays until it is kept. */
  async function say(): Promise<void> {
    const text = area.value.trim();
    if (text === "") return;
    send.disabled = true;
    problem.textContent = "";
    try {
      await change("POST", `/api/v1/incidents/${id}/comment`, { text });
      area.value = "";
      announce(words.commented);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.textContent = [error.message, error.hint ?? ""].join(". ");
    } finally {
      send.disabled = false;
    }
  }

  return form;
}
