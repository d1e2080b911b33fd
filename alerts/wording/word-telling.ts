import { sayResolution } from "../../schemas/say-resolution.ts";
import { isUnseen } from "../incident.ts";
import type { SeriesContext, Telling } from "../pager.ts";
import type { Notice, NoticeLine } from "./notice.ts";
import { plainLine } from "./plain-line.ts";
import { sayExpected } from "./say-expected.ts";
import { type Speech, sayInstant } from "./say-quantity.ts";
import { saySeries, saySubject } from "./say-subject.ts";
import { WORDS, type Words } from "./words.ts";

const SENTENCE_LENGTH_MAX = 600;
const NAME_LENGTH_MAX = 200;
const URL_LENGTH_MAX = 2_000;

type Label = keyof Words["labels"];

/** One incident, with what was observed and expected, and what helps whoever looks at it. */
export function wordTelling(telling: Telling, speech: Speech): Notice {
  const { finding, incident, reason } = telling;
  const words = WORDS[speech.lang];
  const isAlone = reason === "resolved" && isUnseen(incident);
  const heading = isAlone ? words.unseen : words.headings[reason](incident.severity);
  const subject = saySubject(finding, speech.lang);
  return {
    title: words.titled(heading, `${words.kinds[incident.kind]} - ${subject}`),
    text: wordText(telling, speech),
    lines: [...linesOfFinding(telling, speech), ...linesOfContext(telling, speech)],
    link: { label: words.labels.incident, url: telling.incidentUrl },
  };
}

function wordText({ finding, incident }: Telling, speech: Speech): string {
  const words = WORDS[speech.lang];
  const others = incident.findingsCount - 1;
  const resolvedAt = incident.resolvedAt && sayInstant(incident.resolvedAt, speech);
  return [
    plainLine(finding.summary[speech.lang], SENTENCE_LENGTH_MAX),
    ...(others > 0 ? [words.more(others)] : []),
    ...(resolvedAt ? [words.resolvedAt(resolvedAt)] : []),
  ].join(" ");
}

function linesOfFinding({ finding, incident }: Telling, speech: Speech): readonly NoticeLine[] {
  const { lang } = speech;
  return [
    ...line("series", finding.series && saySeries(finding.series, lang), lang),
    ...line("expected", sayExpected(finding, speech), lang),
    ...line("since", sayInstant(incident.openedAt, speech), lang),
    ...line("resolution", finding.resolution && sayResolution(finding.resolution, lang), lang),
    ...line("acknowledgedBy", incident.acknowledgedBy, lang),
    ...line("assignedTo", incident.assignedTo, lang),
  ];
}

function linesOfContext({ context, finding }: Telling, speech: Speech): readonly NoticeLine[] {
  const { lang } = speech;
  if (finding.series === null) return [];
  return [
    ...line("lastGood", sayLastGood(context, speech), lang),
    ...line("owner", context?.owner ?? null, lang),
    ...line("criticality", context?.criticality ?? null, lang),
    ...line("contact", context?.contact ?? null, lang),
    ...line("runbook", context?.runbook ?? null, lang),
  ];
}

function sayLastGood(context: SeriesContext | null, speech: Speech): string {
  const words = WORDS[speech.lang];
  if (context === null) return words.unknown;
  if (context.lastGood === null) return words.noLastGood;
  const { finishedAt, proven } = context.lastGood;
  return words.lastGood(sayInstant(finishedAt, speech) ?? words.unknown, proven);
}

/** No line where nothing is to be said. A runbook may be an address, and then leads there. */
function line(label: Label, text: string | null, lang: Speech["lang"]): readonly NoticeLine[] {
  if (text === null) return [];
  const url = label === "runbook" ? webAddress(text) : null;
  const shown = url ?? plainLine(text, NAME_LENGTH_MAX);
  return [{ label: WORDS[lang].labels[label], text: shown, url }];
}

function webAddress(text: string): string | null {
  const url = text.length > URL_LENGTH_MAX ? null : URL.parse(text);
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}
