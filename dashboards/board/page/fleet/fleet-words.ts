import type { Lang } from "../words.ts";

/** What the fleet view says of itself. */
export type FleetWords = {
  /** The night in a sentence: how many lack a good backup, are under no policy, are unknown. */
  readonly verdict: {
    readonly empty: string;
    readonly wrong: (wrong: number, series: number) => string;
    readonly unprotected: (unprotected: number, series: number) => string;
    readonly unknown: (unknown: number, series: number) => string;
    readonly good: (series: number) => string;
    readonly alsoUnprotected: (unprotected: number) => string;
    readonly alsoUnknown: (unknown: number) => string;
    readonly alsoCritical: (criticals: number) => string;
    /** Of copies, chains and restores, after what the slots say. */
    readonly butCritical: (criticals: number) => string;
  };
  readonly emptyHint: string;
  readonly states: string;
  readonly criticals: (count: number) => string;
  readonly warnings: (count: number) => string;
  readonly neverProven: (count: number) => string;
  readonly wrongNow: string;
  readonly nothingWrong: string;
  readonly byTenant: string;
  readonly bySite: string;
  readonly nobody: string;
  readonly total: string;
  readonly wrong: string;
  readonly days: string;
  readonly daysEmpty: string;
  readonly name: string;
  readonly noneThatDay: string;
  readonly next: string;
  readonly nextEmpty: string;
  readonly hour: string;
  readonly learning: (count: number) => string;
  readonly runs: string;
  readonly runsOf: (runs: string, needed: string) => string;
  readonly all: string;
  readonly search: string;
  readonly searchIn: string;
  readonly nothingFound: string;
  readonly columns: {
    readonly series: string;
    readonly of: string;
    readonly state: string;
    readonly slot: string;
    readonly lastGood: string;
    readonly next: string;
    readonly open: string;
    readonly proof: string;
    readonly unknownOf: string;
  };
  readonly none: string;
  readonly noSlot: string;
  readonly never: string;
};

export const FLEET_WORDS: Readonly<Record<Lang, FleetWords>> = {
  en: {
    verdict: {
      empty: "No series yet",
      wrong: (wrong, series) =>
        `${wrong} of ${series} series ${wrong === 1 ? "lacks its" : "lack their"} backup`,
      unprotected: (unprotected, series) =>
        `${unprotected} of ${series} series ${unprotected === 1 ? "is" : "are"} under no policy`,
      unknown: (unknown, series) => `The state of ${unknown} of ${series} series is unknown`,
      good: (series) =>
        series === 1
          ? "The one series is backed up or not due"
          : `All ${series} series are backed up or not due`,
      alsoUnprotected: (unprotected) => `${unprotected} more under no policy`,
      alsoUnknown: (unknown) => `${unknown} more unknown`,
      alsoCritical: (criticals) =>
        `${criticals} critical ${criticals === 1 ? "finding is" : "findings are"} open`,
      butCritical: (criticals) =>
        `but ${criticals} critical ${criticals === 1 ? "finding is" : "findings are"} open`,
    },
    emptyHint:
      "A series shows here as soon as Vigie hears of it. Send an event (vigie ingest FILE), " +
      "or name your backup directories under “sources” in vigie.yaml.",
    states: "Series by the state of their latest due slot",
    criticals: (count) => (count === 1 ? "open critical" : "open criticals"),
    warnings: (count) => (count === 1 ? "open warning" : "open warnings"),
    neverProven: () => "never proven",
    wrongNow: "Late, missing or under no policy now",
    nothingWrong:
      "No series that Vigie can judge is late, missing, stuck, failed or under no policy.",
    byTenant: "By tenant",
    bySite: "By site",
    nobody: "No series answers to this filter.",
    total: "Series",
    wrong: "Failed or stuck",
    days: "Last 14 days",
    daysEmpty: "Nothing is known of these days.",
    name: "Tenant or product",
    noneThatDay: "nothing known",
    next: "Next 24 hours",
    nextEmpty: "No slot is planned in the next 24 hours.",
    hour: "Hour",
    learning: (count) =>
      count === 1 ? "1 series is still being learned" : `${count} series are still being learned`,
    runs: "Runs known",
    runsOf: (runs, needed) => `${runs} of ${needed}`,
    all: "All series",
    search: "Search the series",
    searchIn: "tenant, product, site, instance, asset…",
    nothingFound: "No series answers to this search.",
    columns: {
      series: "Series",
      of: "Tenant, product, site",
      state: "State",
      slot: "Slot",
      lastGood: "Last good backup",
      next: "Next slot",
      open: "Open findings",
      proof: "Last proof",
      unknownOf: "Unknown",
    },
    none: "none",
    noSlot: "none",
    never: "none yet",
  },
  fr: {
    verdict: {
      empty: "Aucune série pour l’instant",
      wrong: (wrong, series) =>
        `${wrong} ${wrong < 2 ? "série" : "séries"} sur ${series} sans ${wrong < 2 ? "sa" : "leur"} sauvegarde`,
      unprotected: (unprotected, series) =>
        `${unprotected} ${unprotected < 2 ? "série" : "séries"} sur ${series} sans politique`,
      unknown: (unknown, series) =>
        `L’état de ${unknown} ${unknown < 2 ? "série" : "séries"} sur ${series} est inconnu`,
      good: (series) =>
        series === 1
          ? "L’unique série est sauvegardée ou pas encore due"
          : `Les ${series} séries sont sauvegardées ou pas encore dues`,
      alsoUnprotected: (unprotected) =>
        `${unprotected} ${unprotected < 2 ? "autre" : "autres"} sans politique`,
      alsoUnknown: (unknown) => `${unknown} d’état inconnu`,
      alsoCritical: (criticals) =>
        criticals < 2
          ? `${criticals} anomalie critique ouverte`
          : `${criticals} anomalies critiques ouvertes`,
      butCritical: (criticals) =>
        criticals < 2
          ? `mais ${criticals} anomalie critique est ouverte`
          : `mais ${criticals} anomalies critiques sont ouvertes`,
    },
    emptyHint:
      "Une série paraît ici dès que Vigie en entend parler. Envoyez un événement " +
      "(vigie ingest FICHIER), ou nommez vos répertoires de sauvegarde sous " +
      "«\u00a0sources\u00a0» dans vigie.yaml.",
    states: "Séries selon l’état de leur dernier créneau dû",
    criticals: (count) => (count < 2 ? "critique ouverte" : "critiques ouvertes"),
    warnings: (count) => (count < 2 ? "avertissement ouvert" : "avertissements ouverts"),
    neverProven: (count) => (count < 2 ? "jamais prouvée" : "jamais prouvées"),
    wrongNow: "En retard, manquantes ou sans politique",
    nothingWrong:
      "Aucune série que Vigie peut juger n’est en retard, manquante, bloquée, en échec " +
      "ou sans politique.",
    byTenant: "Par client",
    bySite: "Par site",
    nobody: "Aucune série ne répond à ce filtre.",
    total: "Séries",
    wrong: "En échec ou bloquées",
    days: "Les 14 derniers jours",
    daysEmpty: "Rien n’est connu de ces jours.",
    name: "Client ou produit",
    noneThatDay: "rien de connu",
    next: "Les 24 prochaines heures",
    nextEmpty: "Aucun créneau n’est prévu dans les 24 prochaines heures.",
    hour: "Heure",
    learning: (count) =>
      count < 2
        ? `${count} série est encore en apprentissage`
        : `${count} séries sont encore en apprentissage`,
    runs: "Exécutions connues",
    runsOf: (runs, needed) => `${runs} sur ${needed}`,
    all: "Toutes les séries",
    search: "Rechercher dans les séries",
    searchIn: "client, produit, site, instance, ressource…",
    nothingFound: "Aucune série ne répond à cette recherche.",
    columns: {
      series: "Série",
      of: "Client, produit, site",
      state: "État",
      slot: "Créneau",
      lastGood: "Dernière bonne sauvegarde",
      next: "Prochain créneau",
      open: "Anomalies ouvertes",
      proof: "Dernière preuve",
      unknownOf: "État inconnu",
    },
    none: "aucune",
    noSlot: "aucun",
    never: "aucune encore",
  },
};
