import { type Column, definePanel, type Panel } from "../panel.ts";

/** What tells of Vigie itself, for who may see all tenants. */
const define = (file: string, definition: Parameters<typeof definePanel>[2]) =>
  definePanel(import.meta.url, file, { ...definition, isWhole: true });

const text = (en: string, fr: string): Column => ({ is: "text", title: { en, fr } });
const count = (en: string, fr: string): Column => ({ is: "count", title: { en, fr } });
const seconds = (en: string, fr: string): Column => ({ is: "seconds", title: { en, fr } });
const instant = (en: string, fr: string): Column => ({ is: "instant", title: { en, fr } });

const at = instant("At", "À");
const events = count("Events", "Événements");
const source = text("Source", "Source");
const lagMedian = seconds("Half within", "Médiane");
const lagP95 = seconds("19 of 20 within", "19 sur 20 en moins de");
const perMinute: Column = { is: "number", title: { en: "Per minute", fr: "Par minute" } };

/** Whether Vigie itself is in good health. */
export const PIPELINE_PANELS: readonly Panel[] = [
  define("stages.sql", {
    title: { en: "How far each stage is", fr: "Où en est chaque étape" },
    help: {
      en: "The newest of what was received, analysed, found and verified, and how old it is. None: nothing yet.",
      fr: "Le plus récent de ce qui a été reçu, analysé, détecté et vérifié, et son âge. Aucun : rien encore.",
    },
    columns: {
      stage: text("Stage", "Étape"),
      last_at: { ...instant("Newest", "Le plus récent"), nullable: true },
      behind_seconds: { ...seconds("Old", "Âge"), nullable: true },
    },
    rowsMax: 4,
  }),
  define("intake.sql", {
    title: { en: "Events taken in", fr: "Événements reçus" },
    help: {
      en: "Events per minute, in steps of five minutes, of an hour over more than two days, or of a day over more than forty. What comes twice counts once.",
      fr: "Événements par minute, par pas de cinq minutes, d'une heure au-delà de deux jours, ou d'un jour au-delà de quarante. Ce qui arrive deux fois compte une fois.",
    },
    columns: {
      step_at: at,
      per_minute: perMinute,
      delay_seconds_max: seconds("The latest came after", "Le plus tardif, reçu après"),
    },
    rowsMax: 1_000,
  }),
  define("lag.sql", {
    title: { en: "From happened to received", fr: "De l'événement à sa réception" },
    help: {
      en: "How long after they happened events were received, in the last day of the time, to a tenth of the figure; what came twice may count twice.",
      fr: "Le temps écoulé entre un événement et sa réception, sur le dernier jour de la période, à un dixième près ; ce qui arrive deux fois peut compter deux fois.",
    },
    columns: { at, events, median_seconds: lagMedian, p95_seconds: lagP95 },
    rowsMax: 1_500,
  }),
  define("types.sql", {
    title: { en: "Events by type", fr: "Événements par type" },
    help: {
      en: "What was received in the last day of the time, by what it says, and how long after it happened.",
      fr: "Ce qui a été reçu pendant le dernier jour de la période, selon ce qu'il dit, et combien de temps après.",
    },
    columns: {
      type: text("Type", "Type"),
      events,
      per_minute: perMinute,
      lag_median_seconds: lagMedian,
      lag_p95_seconds: lagP95,
      last_at: instant("Last", "Dernier"),
    },
    rowsMax: 50,
  }),
  define("sources.sql", {
    title: { en: "Sources", fr: "Sources" },
    help: {
      en: "When each was last heard, however long ago, those quiet for longest first; events: those received on the days of the time.",
      fr: "Quand chacune a été entendue pour la dernière fois, même il y a longtemps, les plus muettes d'abord ; événements : ceux reçus les jours de la période.",
    },
    columns: {
      source,
      events,
      last_at: instant("Last heard", "Dernier signe"),
      quiet_seconds: seconds("Quiet for", "Muette depuis"),
      lag_p95_seconds: { ...lagP95, nullable: true },
    },
    rowsMax: 200,
  }),
  define("watermarks.sql", {
    title: { en: "Collectors", fr: "Collecteurs" },
    help: {
      en: "Up to when each has delivered all that its sources had to say. After that, what is missing is unknown.",
      fr: "Jusqu'à quand chacun a transmis tout ce que ses sources avaient à dire. Au-delà, ce qui manque est inconnu.",
    },
    columns: {
      collector: text("Collector", "Collecteur"),
      watermark: instant("All delivered up to", "Tout transmis jusqu'à"),
      behind_seconds: seconds("Behind", "Retard"),
      heard_at: instant("Last heard", "Dernier signe"),
      silent_seconds: seconds("Silent for", "Muet depuis"),
    },
    rowsMax: 500,
  }),
  define("rejects.sql", {
    title: { en: "Rejects", fr: "Rejets" },
    help: {
      en: "What could not be taken, by its fault and who sent it; replayed: taken at a later try.",
      fr: "Ce qui n'a pas pu être accepté, selon la faute et l'émetteur ; rejoué : accepté lors d'un nouvel essai.",
    },
    columns: {
      fault: text("Fault", "Faute"),
      source,
      rejects: count("Rejects", "Rejets"),
      replayed: count("Replayed", "Rejoués"),
      last_at: instant("Last", "Dernier"),
      last_reason: text("Reason of the last", "Motif du dernier"),
    },
    rowsMax: 200,
  }),
  define("tables.sql", {
    title: { en: "Rows in the store", fr: "Lignes de la base" },
    help: {
      en: "How many rows each table holds, those included that a later one replaces.",
      fr: "Combien de lignes contient chaque table, y compris celles qu'une ligne plus récente remplace.",
    },
    columns: { table_name: text("Table", "Table"), rows_held: count("Rows", "Lignes") },
    rowsMax: 20,
  }),
];
