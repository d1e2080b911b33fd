import { isOfVigie } from "../../../../schemas/is-of-vigie.ts";
import type { Series } from "../../../../schemas/series.ts";
import { type Child, element } from "../element.ts";
import { evidenceList } from "../evidence-list.ts";
import { createRegion } from "../region.ts";
import { ApiError, type MountedView, type ViewContext } from "../shell/page-view.ts";
import { ago, badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { SEVERITY_TONES } from "../worst-first.ts";
import { createIncidentActs } from "./incident-acts.ts";
import {
  commonNames,
  type IncidentAnswer,
  type IncidentRow,
  leadingOf,
  standingOf,
} from "./incident-data.ts";
import { incidentFindings } from "./incident-findings.ts";
import { incidentHistory } from "./incident-history.ts";
import { INCIDENTS_WORDS, type IncidentsWords } from "./incidents-words.ts";
import { standingBadge } from "./standing-badge.ts";

const NOT_FOUND = 404;
/** Whatever the shared filter lets through: an incident is looked at by its address. */
const UNFILTERED = {
  ...{ tenant: undefined, environment: undefined, product: undefined, site: undefined },
  from: "1970-01-01T00:00:00Z",
};

/** Of the panel `incidents/people`. */
type People = { readonly owner: string; readonly criticality: string; readonly runbook: string };

/** One incident: what happened, who has it in hand, what was said of it, and what can be done. */
export function mountIncident(place: HTMLElement, context: ViewContext, id: string): MountedView {
  const { lang, get, href } = context;
  const words = INCIDENTS_WORDS[lang].page;
  const head = createRegion(element("div", { class: "incident-head" }));
  const facts = createRegion(element("section", { class: "card" }));
  const acts = createIncidentActs(context, id);
  const findings = createRegion(element("section"));
  const history = createRegion(element("section"));
  const rest = [facts.root, acts.root, findings.root, history.root];
  place.append(
    element("p", {}, element("a", { href: href("incidents") }, words.back)),
    head.root,
    ...rest,
  );

  function showMissing(): void {
    for (const part of rest) part.hidden = true;
    head.show("gone", () => [element("p", { class: "empty" }, words.gone)]);
  }

  async function readPeople(seriesId: string, signal: AbortSignal): Promise<People | null> {
    if (seriesId === "") return null;
    const { rows } = await context.panel<People>(
      "incidents/people",
      { ...UNFILTERED, series: seriesId },
      signal,
    );
    return rows[0] ?? null;
  }

  /** The store knows its series by id; empty where it has not heard of the incident yet. */
  async function readSeriesId(signal: AbortSignal): Promise<string> {
    const asked = { ...UNFILTERED, search: id, limit: 1 };
    const { rows } = await context.panel<IncidentRow>("incidents/list", asked, signal);
    return rows.find((row) => row.id === id)?.series_id ?? "";
  }

  return {
    refresh: async (signal) => {
      const incident = await get<IncidentAnswer>(`/api/v1/incidents/${id}`, {}, signal).catch(
        (error: unknown) => {
          if (error instanceof ApiError && error.status === NOT_FOUND) return null;
          throw error;
        },
      );
      if (!incident) return showMissing();
      for (const part of rest) part.hidden = false;
      const seriesId = await readSeriesId(signal);
      const people = await readPeople(seriesId, signal);
      head.show([incident.status, incident.severity, incident.findings], () =>
        headOf(incident, context),
      );
      const { changes, deliveries, ...stands } = incident;
      facts.show([stands, people], () => factsOf(incident, { people, seriesId }, context));
      acts.show(incident);
      findings.show([incident.findings, incident.findingsCount], () =>
        incidentFindings(incident, context),
      );
      history.show([changes, deliveries], () => incidentHistory(incident, context));
    },
  };
}

function headOf(incident: IncidentAnswer, context: ViewContext) {
  const { lang } = context;
  const words = INCIDENTS_WORDS[lang];
  const { kinds, severities } = WORDS[lang];
  const { kind, severity } = incident;
  const asset = leadingOf(incident)?.series?.asset ?? leadingOf(incident)?.collector ?? null;
  return [
    element(
      "h2",
      {},
      kinds[kind],
      asset === null ? null : " · ",
      asset === null ? null : given(asset),
    ),
    element(
      "p",
      { class: "badges" },
      standingBadge(standingOf(incident), words),
      badge(severity, SEVERITY_TONES[severity], severities[severity]),
    ),
  ];
}

type Around = { readonly people: People | null; readonly seriesId: string };

function factsOf(incident: IncidentAnswer, { people, seriesId }: Around, context: ViewContext) {
  const { lang, href } = context;
  const { page: words, list } = INCIDENTS_WORDS[lang];
  const finding = leadingOf(incident);
  const { series = null, collector = null, evidence = {} } = finding ?? {};
  const unsaid = () => element("span", { class: "quiet" }, words.unsaid);
  const named = series
    ? [
        seriesId === ""
          ? given(series.asset)
          : element("a", { href: href("series", seriesId) }, given(series.asset)),
        element("small", {}, ...placesOf(series)),
      ]
    : collector === null
      ? commonOf(incident, list)
      : [given(collector)];
  const facts: readonly (readonly [string, readonly Child[]])[] = [
    [words.happened, [element("bdi", {}, finding?.summary[lang] ?? "–")]],
    [words.series, named],
    ...(series === null
      ? []
      : ([
          [words.owner, [people?.owner ? given(people.owner) : unsaid()]],
          [words.runbook, [people?.runbook ? runbookOf(people.runbook) : unsaid()]],
        ] as const)),
    ...timesOf(incident, context),
    [words.evidence, [evidenceList(evidence, context)]],
  ];
  return [
    element(
      "dl",
      { class: "facts" },
      ...facts.flatMap(([label, children]) => [
        element("dt", {}, label),
        element("dd", {}, ...children),
      ]),
    ),
  ];
}

/** What an incident without a series or a collector is about. */
function commonOf(incident: IncidentAnswer, words: IncidentsWords["list"]): readonly Child[] {
  const finding = leadingOf(incident);
  const names = finding === null ? [] : commonNames(finding);
  if (names.length > 0)
    return names.flatMap((name, index) => (index > 0 ? [" · ", given(name)] : [given(name)]));
  return [isOfVigie(incident.kind) ? words.vigie : words.several];
}

function timesOf(incident: IncidentAnswer, context: ViewContext) {
  const { page: words, list } = INCIDENTS_WORDS[context.lang];
  const { openedAt, resolvedAt, acknowledgedBy, acknowledgedAt, assignedTo, parent } = incident;
  const hand: Child[] = [
    ...(acknowledgedBy === null ? [] : [given(acknowledgedBy)]),
    ...(acknowledgedAt === null ? [] : [", ", ago(acknowledgedAt, context)]),
    ...(assignedTo === null ? [] : [` · ${words.assigned} `, given(assignedTo)]),
  ];
  const at = (label: string, when: string | null) =>
    when === null ? [] : [[label, [instant(when, context)]] as const];
  const told = parent === null ? null : context.href("incidents", parent);
  return [
    ...at(words.opened, openedAt),
    ...at(words.resolved, resolvedAt),
    [words.inHand, hand.length === 0 ? [list.nobody] : hand] as const,
    ...(told === null ? [] : [[words.parent, [element("a", { href: told }, parent)]] as const]),
    ...at(words.flaps, incident.flapsUntil),
  ];
}

function placesOf({ tenant, environment, product, site, instance }: Series): readonly Child[] {
  const names = [tenant, environment, product, site, instance].filter((name) => name !== "");
  return names.flatMap((name, index) => (index > 0 ? [" · ", given(name)] : [given(name)]));
}

/** Somebody else wrote it: only an address of the web becomes a link. */
function runbookOf(runbook: string): HTMLElement {
  if (!/^https?:\/\//.test(runbook)) return given(runbook);
  return element(
    "a",
    { href: runbook, rel: "noreferrer noopener", target: "_blank" },
    given(runbook),
  );
}
