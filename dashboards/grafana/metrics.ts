import { BytesIEC, NoUnit, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { defineMetric, type Metric } from "./metric.ts";

/** What Vigie tells Prometheus of itself, as docs/metrics.md lists it. */
export const METRIC_CHARTS = {
  events: defineMetric("events", {
    title: { en: "Events accepted a second", fr: "Événements acceptés par seconde" },
    help: {
      en: "Events that were new, durable in the log.",
      fr: "Les événements nouveaux, inscrits durablement dans le journal.",
    },
    unit: NoUnit,
    legend: "events",
  }),
  rejects: defineMetric("rejects", {
    title: { en: "Rejects in 15 minutes", fr: "Rejets en 15 minutes" },
    help: { en: "Items refused, by why.", fr: "Ce qui a été refusé, selon le motif." },
    unit: NoUnit,
    legend: "{{reason}}",
  }),
  lag: defineMetric("lag", {
    title: { en: "How far behind", fr: "Retard de traitement" },
    help: {
      en: "Age of the oldest record that a group of readers has not done.",
      fr: "L’âge du plus ancien enregistrement qu’un groupe de lecteurs n’a pas traité.",
    },
    unit: Seconds,
    legend: "{{group}} · {{topic}}",
  }),
  lagRecords: defineMetric("lag-records", {
    title: { en: "Records not yet done", fr: "Enregistrements en attente" },
    help: {
      en: "On Kafka exact; on the embedded log an upper bound beyond 100,000.",
      fr: "Exact sur Kafka ; sur le journal embarqué, une borne au-delà de 100 000.",
    },
    unit: NoUnit,
    legend: "{{group}} · {{topic}}",
  }),
  append: defineMetric("append", {
    title: { en: "Writing to the log (99 %)", fr: "Écriture dans le journal (99 %)" },
    help: {
      en: "Until 99 of 100 entries were durable, in Kafka or in the embedded log.",
      fr: "Délai d’inscription durable de 99 entrées sur 100, dans Kafka ou le journal embarqué.",
    },
    unit: Seconds,
    legend: "{{topic}}",
  }),
  intake: defineMetric("intake", {
    title: { en: "Answering the intake (99 %)", fr: "Réponse aux envois (99 %)" },
    help: {
      en: "Until 99 of 100 requests were answered.",
      fr: "Délai de réponse de 99 requêtes sur 100.",
    },
    unit: Seconds,
    legend: "p99",
  }),
  storeWrite: defineMetric("store-write", {
    title: { en: "Writing to the store (99 %)", fr: "Écriture dans la base (99 %)" },
    help: {
      en: "Until 99 of 100 batches were durable in their table.",
      fr: "Délai d’inscription durable de 99 lots sur 100 dans leur table.",
    },
    unit: Seconds,
    legend: "{{table}}",
  }),
  storeFailures: defineMetric("store-failures", {
    title: { en: "Batches not taken in 15 minutes", fr: "Lots refusés en 15 minutes" },
    help: {
      en: "Batches that the store did not take; they are written again.",
      fr: "Les lots que la base n’a pas pris ; ils sont réécrits.",
    },
    unit: NoUnit,
    legend: "{{table}}",
  }),
  watermarks: defineMetric("watermarks", {
    title: { en: "Age of watermarks", fr: "Âge des repères des collecteurs" },
    help: {
      en: "How long ago each collector had delivered all.",
      fr: "Depuis quand chaque collecteur a tout transmis.",
    },
    unit: Seconds,
    legend: "{{collector}}",
  }),
  pages: defineMetric("pages", {
    title: { en: "Pages in 15 minutes", fr: "Alertes envoyées en 15 minutes" },
    help: {
      en: "Attempts to tell each pager: sent, failed, given up.",
      fr: "Les essais vers chaque canal d’alerte : envoyés, en échec, abandonnés.",
    },
    unit: NoUnit,
    legend: "{{pager}} · {{outcome}}",
  }),
  memory: defineMetric("memory", {
    title: { en: "Memory", fr: "Mémoire" },
    help: {
      en: "Of each process, the embedded store's included.",
      fr: "De chaque processus, base embarquée comprise.",
    },
    unit: BytesIEC,
    legend: "{{instance}}",
  }),
  processor: defineMetric("processor", {
    title: { en: "Cores busy", fr: "Cœurs occupés" },
    help: {
      en: "Cores that each process keeps busy.",
      fr: "Les cœurs que chaque processus occupe.",
    },
    unit: NoUnit,
    legend: "{{instance}}",
  }),
} as const satisfies Readonly<Record<string, Metric>>;
