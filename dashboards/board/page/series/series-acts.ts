import { element } from "../element.ts";
import { type FormField, openFormDialog } from "../shell/form-dialog.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { WORDS } from "../words.ts";
import type { FindingRow, SizeRow } from "./series-rows.ts";
import { SERIES_WORDS } from "./series-words.ts";

/** The lowest first, as a proof climbs them. */
const LEVELS = ["exists", "whole", "sound", "restored", "right"] as const;
/** A new normal begins with one of the last runs. */
const RUNS_OFFERED_MAX = 30;
const REASON_LENGTH_MAX = 2_000;

export type SeriesActs = ReturnType<typeof createSeriesActs>;

type Options = {
  readonly seriesId: string;
  /** Its runs with their sizes, the newest first. */
  readonly runs: () => readonly SizeRow[];
  /** Something was decided. */
  readonly onDone: () => void;
  readonly onVerifying: (verificationId: string) => void;
};

/** What may be done about one series, by who may do it. */
export function createSeriesActs(context: ViewContext, options: Options) {
  const { lang, may, href } = context;
  const words = SERIES_WORDS[lang].acts;
  const { seriesId: series, runs } = options;
  return {
    /** Of the series as a whole; null where nothing is theirs to do. */
    ofSeries: (): HTMLElement | null => {
      const buttons = [
        may("verify")
          ? button(words.verify, () => verify(context, options), {
              class: "primary",
              "data-focus": "verify",
            })
          : null,
        may("decide") && runs().length > 0
          ? button(words.accept, () => accept(context, options), { "data-focus": "accept" })
          : null,
        may("request")
          ? element(
              "a",
              { class: "button", href: href("requests", "new", { series }) },
              words.request,
            )
          : null,
      ].filter((one) => one !== null);
      return buttons.length === 0 ? null : element("div", { class: "series-acts" }, ...buttons);
    },
    ofFinding: (finding: FindingRow): HTMLElement | null => {
      if (!may("decide")) return null;
      const say = (kind: Feedback) => () => feedback(finding, kind, { context, options });
      return element(
        "div",
        { class: "series-acts" },
        button(words.expected, say("expected"), { "data-focus": `expected ${finding.findingId}` }),
        button(words.falseAlarm, say("false-alarm"), {
          "data-focus": `false-alarm ${finding.findingId}`,
        }),
      );
    },
  };
}

type Marks = { readonly class?: string; readonly "data-focus": string };

function button(label: string, act: () => void, marks: Marks): HTMLElement {
  const made = element("button", { type: "button", ...marks }, label);
  made.addEventListener("click", act);
  return made;
}

async function decide(context: ViewContext, options: Options, asked: object): Promise<void> {
  await context.change("POST", "/api/v1/decisions", asked);
  options.onDone();
}

function reasonField({ lang }: ViewContext): FormField {
  const { reason: label, reasonHint: hint } = SERIES_WORDS[lang].acts;
  return {
    ...{ name: "reason", label, hint, is: "longText" },
    ...{ isRequired: true, max: REASON_LENGTH_MAX },
  };
}

function accept(context: ViewContext, options: Options): void {
  const { lang, formats, announce } = context;
  const words = SERIES_WORDS[lang].acts;
  const choices = options
    .runs()
    .slice(0, RUNS_OFFERED_MAX)
    .map(({ at, size }) => ({
      value: at,
      label: `${formats.instant(at)} · ${formats.bytes(size)}`,
    }));
  const { acceptFrom: label, acceptFromHint: hint } = words;
  openFormDialog({
    ...{ lang, title: words.accept, intro: [words.acceptIntro], submit: words.send },
    fields: [{ name: "from", label, hint, is: "choice", options: choices }, reasonField(context)],
    run: async (values) => {
      await decide(context, options, { kind: "accept", series: options.seriesId, ...values });
      announce(words.accepted, "done");
    },
  });
}

type Feedback = "expected" | "false-alarm";

function feedback(
  finding: FindingRow,
  kind: Feedback,
  { context, options }: { readonly context: ViewContext; readonly options: Options },
): void {
  const { lang, announce } = context;
  const words = SERIES_WORDS[lang].acts;
  const [title, intro] =
    kind === "expected"
      ? [words.expected, words.expectedIntro]
      : [words.falseAlarm, words.falseAlarmIntro];
  const summary = element("bdi", {}, lang === "fr" ? finding.summaryFr : finding.summaryEn);
  openFormDialog({
    ...{ lang, title, intro: [element("p", { class: "quoted" }, summary), intro] },
    ...{ submit: words.send, fields: [reasonField(context)] },
    run: async (values) => {
      await decide(context, options, { kind, finding: finding.findingId, ...values });
      announce(words.said, "done");
    },
  });
}

function verify(context: ViewContext, { seriesId: series, onVerifying }: Options): void {
  const { lang, change } = context;
  const words = SERIES_WORDS[lang].acts;
  const levels = LEVELS.map((value) => ({ value, label: WORDS[lang].levels[value] }));
  openFormDialog({
    ...{ lang, title: words.verify, intro: [words.verifyIntro], submit: words.send },
    fields: [{ name: "level", label: words.level, is: "choice", options: levels, value: "right" }],
    run: async ({ level }) => {
      const asked = { series, level };
      const { id } = await change<{ id: string }>("POST", "/api/v1/verifications", asked);
      onVerifying(id);
    },
  });
}
