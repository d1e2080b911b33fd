import { agree } from "../agree.ts";
import { element } from "../element.ts";
import { type IconName, icon } from "../icon.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given } from "../view.ts";
import { WORDS } from "../words.ts";
import { STATE_TONES } from "../worst-first.ts";
import type { DaySlots } from "./fleet-rows.ts";
import { FLEET_WORDS } from "./fleet-words.ts";
import { lastDays } from "./last-days.ts";

const DAYS = 14;
const NAMES_MAX = 30;
const BECAME = ["missing", "failed", "late", "filled"] as const;

type Context = Pick<ViewContext, "lang" | "zone" | "formats">;

/**
 * The last fourteen days beside each other, one row per tenant or product, the worst first. A day
 * shows the worst that became of its slots, and says all of it; where nothing is known, that. Where
 * not all days fit, today is what shows first.
 */
export function createDayMap({ lang, zone, formats }: Context) {
  const words = FLEET_WORDS[lang];
  // Where it is wider than the window it scrolls, by keys too.
  const attributes = { class: "table-place", role: "region", tabindex: "0" };
  const root = element("div", { ...attributes, "aria-label": words.days });
  const { head, full } = dayFormats(lang);
  let key = "";
  let lastDay = "";

  /** What is known at an instant by Vigie's own clock. */
  function show(rows: readonly DaySlots[], at: string): void {
    const days = lastDays(DAYS, at, zone);
    const next = JSON.stringify([days, rows]);
    if (next === key) return;
    key = next;
    const names = Map.groupBy(rows, ({ name }) => name);
    if (rows.length === 0) {
      root.replaceChildren(element("p", { class: "empty" }, words.daysEmpty));
      return;
    }
    const heads = days.map((day) => {
      const at = Date.parse(day);
      return element("th", { scope: "col", title: full.format(at) }, head.format(at));
    });
    const body = [...names].slice(0, NAMES_MAX).map(([name, of]) => {
      const byDay = new Map(of.map((slots) => [slots.day, slots]));
      const cells = days.map((day) => cell(byDay.get(day)));
      return element("tr", {}, element("th", { scope: "row" }, given(name)), ...cells);
    });
    const first = element("th", { scope: "col" }, words.name);
    const left = root.scrollLeft;
    root.replaceChildren(
      element(
        "table",
        { class: "day-map", "aria-label": words.days },
        element("thead", {}, element("tr", {}, first, ...heads)),
        element("tbody", {}, ...body),
      ),
    );
    const today = days.at(-1) ?? "";
    root.scrollLeft = today === lastDay ? left : root.scrollWidth;
    lastDay = today;
  }

  const say = (state: string, count: number) =>
    `${formats.count(count)} ${agree(state, count, lang)}`;

  function cell(slots: DaySlots | undefined): HTMLElement {
    const worst = slots && BECAME.find((became) => slots[became] > 0);
    if (!slots || !worst) return unknownCell(words.noneThatDay);
    const said = BECAME.filter((became) => slots[became] > 0)
      .map((became) => say(WORDS[lang].states[became], slots[became]))
      .join(", ");
    const name: IconName = worst;
    const box = element(
      "span",
      { "aria-hidden": "true" },
      icon(name),
      worst === "filled" ? "" : formats.count(slots[worst]),
    );
    return element(
      "td",
      { class: `tone-${STATE_TONES[worst]}`, title: said },
      box,
      element("span", { class: "spoken" }, said),
    );
  }

  return { root, show };
}

function dayFormats(lang: Context["lang"]) {
  const locale = lang === "fr" ? "fr-FR" : "en-GB";
  const inDays = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  return {
    head: inDays({ weekday: "short", day: "numeric" }),
    full: inDays({ dateStyle: "full" }),
  };
}

function unknownCell(word: string): HTMLElement {
  return element(
    "td",
    { class: "nothing", title: word },
    element("span", { class: "tone-unknown", "aria-hidden": "true" }, icon("unknown")),
    element("span", { class: "spoken" }, word),
  );
}
