import { type Incident, leadingFinding } from "../../alerts/incident.ts";
import { sayQuantity } from "../../alerts/wording/say-quantity.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { describeMuted } from "../commands/alerts/add-silences.ts";
import { renderLine } from "../commands/incidents/render-incident.ts";
import { printable } from "../render-table.ts";
import type { Delay } from "./measure-delays.ts";
import type { Handover } from "./read-handover.ts";

const MINUTE_MS = 60_000;
const LINES_MAX = 50;

const WORDS = {
  en: {
    title: "Handover",
    changed: "What changed",
    unacknowledged: "Open, and nobody has acknowledged it",
    acknowledged: "Open, and somebody has it in hand",
    silent: "Unknown, as its collector is silent",
    muted: "Muted",
    until: "until",
    measured: "Measured",
    detect: "time to detect, from its deadline",
    acknowledge: "time to acknowledge",
    falseIncidents: "incidents of the last 7 days that were false alarms",
    median: "median",
    longest: "longest",
    none: "none",
    more: "more",
  },
  fr: {
    title: "Passation",
    changed: "Ce qui a changé",
    unacknowledged: "Ouvert, et personne ne l'a pris en charge",
    acknowledged: "Ouvert, et quelqu'un s'en occupe",
    silent: "Inconnu, car son collecteur est silencieux",
    muted: "En sourdine",
    until: "jusqu'au",
    measured: "Mesuré",
    detect: "délai de détection, depuis l'échéance",
    acknowledge: "délai de prise en charge",
    falseIncidents: "incidents des 7 derniers jours qui étaient de fausses alertes",
    median: "médiane",
    longest: "maximum",
    none: "néant",
    more: "de plus",
  },
} as const;

/** The lines of a handover, in one language. */
export function renderHandover(handover: Handover, lang: "en" | "fr"): readonly string[] {
  const { sinceMs, untilMs, changed, changedMore, muted, delays } = handover;
  const words = WORDS[lang];
  const line = (incident: Incident) => renderLine(incident, untilMs, lang);
  const section = (title: string, lines: readonly string[], more = 0) => {
    const left = more + Math.max(0, lines.length - LINES_MAX);
    const shown = lines.length === 0 ? [words.none] : lines.slice(0, LINES_MAX);
    const rest = left > 0 ? [`+ ${left} ${words.more}`] : [];
    return [`${title} (${lines.length + more})`, ...[...shown, ...rest].map((text) => `  ${text}`)];
  };
  return [
    `${words.title}  ${instantToJson(toMinute(sinceMs))} - ${instantToJson(toMinute(untilMs))}`,
    ...section(words.unacknowledged, handover.unacknowledged.map(line)),
    ...section(words.acknowledged, handover.acknowledged.map(line)),
    ...section(
      words.silent,
      handover.silent.map((one) => leadingFinding(one.findings).summary[lang]),
    ),
    ...section(
      words.muted,
      muted.map((one) =>
        [
          describeMuted(one),
          `${words.until} ${instantToJson(one.untilMs)}`,
          `${one.author}: ${one.reason}`,
        ].join("  "),
      ),
    ),
    ...section(
      words.changed,
      changed.map(({ incident, kinds }) => `${line(incident)}  (${kinds.join(", ")})`),
      changedMore,
    ),
    words.measured,
    `  ${words.detect}: ${describeDelay(delays.detect, lang)}`,
    `  ${words.acknowledge}: ${describeDelay(delays.acknowledge, lang)}`,
    `  ${words.falseIncidents}: ${handover.falseIncidentsInWeek}`,
  ].map(printable);
}

function describeDelay(delay: Delay, lang: "en" | "fr"): string {
  const words = WORDS[lang];
  if (delay === null) return words.none;
  const speech = { lang, zone: "UTC" };
  const say = (ms: number) => sayQuantity(toMinute(ms), "milliseconds", speech);
  const { medianMs, longestMs, count } = delay;
  return `${words.median} ${say(medianMs)}, ${words.longest} ${say(longestMs)} (${count})`;
}

function toMinute(ms: number): number {
  return Math.round(ms / MINUTE_MS) * MINUTE_MS;
}
