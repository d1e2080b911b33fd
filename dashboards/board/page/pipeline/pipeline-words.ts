import type { Lang } from "../words.ts";

const NO_BREAK = "\u00a0";

type PipelineWords = Readonly<
  Record<
    | "refused"
    | "stages"
    | "stage"
    | "newest"
    | "nothing"
    | "old"
    | "collectors"
    | "collectorsHelp"
    | "collector"
    | "upTo"
    | "behind"
    | "lastHeard"
    | "silentFor"
    | "intake"
    | "perMinute"
    | "lag"
    | "median"
    | "p95"
    | "types"
    | "typesHelp"
    | "type"
    | "events"
    | "rejects"
    | "rejectsHelp"
    | "fault"
    | "source"
    | "replayed"
    | "reason"
    | "sources"
    | "sourcesHelp"
    | "quietFor"
    | "tables"
    | "tablesHelp"
    | "table"
    | "rows"
    | "none"
    | "noCollector"
    | "noReject",
    string
  >
> & { readonly stageNames: Readonly<Record<string, string>> };

export const PIPELINE_WORDS: Readonly<Record<Lang, PipelineWords>> = {
  en: {
    refused: "This is about all tenants together: it is for who may see all of them.",
    stages: "How far each stage is",
    stage: "Stage",
    newest: "Newest",
    nothing: "nothing yet",
    old: "Old",
    stageNames: {
      received: "Events received",
      analysed: "Series analysed",
      found: "Findings opened",
      verified: "Copies verified",
    },
    collectors: "Collectors",
    collectorsHelp:
      "Up to when each has delivered all that its sources had to say. After that, what is missing is unknown.",
    collector: "Collector",
    upTo: "All delivered up to",
    behind: "Behind",
    lastHeard: "Last heard",
    silentFor: "Silent for",
    intake: "Events taken in per minute",
    perMinute: "Per minute",
    lag: "From happened to received",
    median: "Half received within",
    p95: "19 of 20 received within",
    types: "Events by type",
    typesHelp: "Received in the last day of the range.",
    type: "Type",
    events: "Events",
    rejects: "Rejects",
    rejectsHelp: "What could not be taken. Replayed: taken at a later try (vigie rejects replay).",
    fault: "Fault",
    source: "Source",
    replayed: "Replayed",
    reason: "Reason of the last",
    sources: "Sources",
    sourcesHelp: "Those quiet for longest first.",
    quietFor: "Quiet for",
    tables: "Rows in the store",
    tablesHelp: "Those included that a later one replaces.",
    table: "Table",
    rows: "Rows",
    none: "Nothing in this range",
    noCollector: "No collector has ever been heard.",
    noReject: "Nothing was rejected in this range.",
  },
  fr: {
    refused: `Cette page porte sur tous les clients à la fois${NO_BREAK}: elle est réservée à qui peut tous les voir.`,
    stages: "Où en est chaque étape",
    stage: "Étape",
    newest: "Le plus récent",
    nothing: "rien encore",
    old: "Âge",
    stageNames: {
      received: "Événements reçus",
      analysed: "Séries analysées",
      found: "Anomalies ouvertes",
      verified: "Copies vérifiées",
    },
    collectors: "Collecteurs",
    collectorsHelp:
      "Jusqu’à quand chacun a transmis tout ce que ses sources avaient à dire. Au-delà, ce qui manque est inconnu.",
    collector: "Collecteur",
    upTo: "Tout transmis jusqu’à",
    behind: "Retard",
    lastHeard: "Dernier signe",
    silentFor: "Muet depuis",
    intake: "Événements reçus par minute",
    perMinute: "Par minute",
    lag: "De l’événement à sa réception",
    median: "Délai médian",
    p95: "19 sur 20 reçus en moins de",
    types: "Événements par type",
    typesHelp: "Reçus pendant le dernier jour de la période.",
    type: "Type",
    events: "Événements",
    rejects: "Rejets",
    rejectsHelp: `Ce qui n’a pas pu être accepté. Rejoués${NO_BREAK}: acceptés lors d’un nouvel essai (vigie rejects replay).`,
    fault: "Faute",
    source: "Source",
    replayed: "Rejoués",
    reason: "Motif du dernier",
    sources: "Sources",
    sourcesHelp: "Les plus muettes d’abord.",
    quietFor: "Muette depuis",
    tables: "Lignes de la base",
    tablesHelp: "Y compris celles qu’une ligne plus récente remplace.",
    table: "Table",
    rows: "Lignes",
    none: "Rien sur cette période",
    noCollector: "Aucun collecteur n’a encore donné signe.",
    noReject: "Rien n’a été rejeté sur cette période.",
  },
};
