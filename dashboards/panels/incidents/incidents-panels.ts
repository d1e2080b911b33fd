import type { Bilingual } from "../../../schemas/bilingual.ts";
import { type Column, definePanel, type Panel } from "../panel.ts";

const define = (file: string, definition: Parameters<typeof definePanel>[2]) =>
  definePanel(import.meta.url, file, definition);

const text = (en: string, fr: string): Column => ({ is: "text", title: { en, fr } });
const count = (en: string, fr: string): Column => ({ is: "count", title: { en, fr } });
const seconds = (en: string, fr: string): Column => ({ is: "seconds", title: { en, fr } });

const severity = text("Severity", "Gravité");
const standing = text("Standing", "Situation");
const tenant = text("Tenant", "Client");
const day: Column = { is: "day", title: { en: "Day", fr: "Jour" } };
const median = seconds("Half within", "Médiane");
const p90 = seconds("Nine of ten within", "9 sur 10 en moins de");
const openNow: Bilingual = { en: "Open now", fr: "Ouverts" };

/** What people are told of, and how soon somebody takes it in hand. */
export const INCIDENTS_PANELS: readonly Panel[] = [
  define("standing.sql", {
    title: { en: "Incidents now", fr: "Incidents en ce moment" },
    help: {
      en: "Open: nobody has it in hand. Acknowledged: somebody has. Unseen: a critical one that resolved by itself within the time, and that nobody acknowledged.",
      fr: "Ouvert : personne ne s'en occupe. Pris en charge : quelqu'un s'en occupe. Non vu : un incident critique qui s'est résolu de lui-même dans la période, sans que personne l'ait pris en charge.",
    },
    columns: {
      standing,
      severity,
      incidents: count("Incidents", "Incidents"),
      oldest_at: { is: "instant", title: { en: "Oldest since", fr: "Le plus ancien depuis" } },
      findings: count("Findings", "Anomalies"),
    },
    rowsMax: 9,
  }),
  define("people.sql", {
    title: { en: "Owner and runbook", fr: "Responsable et procédure" },
    help: {
      en: "Who was said to own the series, how much it matters, and what to do.",
      fr: "Qui a été désigné responsable de la série, son importance, et ce qu'il faut faire.",
    },
    columns: {
      owner: text("Owner", "Responsable"),
      criticality: text("Criticality", "Criticité"),
      runbook: text("Runbook", "Procédure"),
    },
    rowsMax: 1,
  }),
  define("by-kind.sql", {
    title: { en: "Incidents by kind", fr: "Incidents par type" },
    help: {
      en: "By the kind of the finding that leads each: those open and acknowledged now, and those opened within the time.",
      fr: "Selon le type de l'anomalie principale : les incidents ouverts et pris en charge en ce moment, et ceux qui se sont ouverts dans la période.",
    },
    columns: {
      kind: text("Kind", "Type"),
      open: { is: "count", title: openNow },
      acknowledged: count("Acknowledged now", "Pris en charge"),
      opened: count("Opened", "Ouverts dans la période"),
    },
    rowsMax: 50,
  }),
  define("by-cause.sql", {
    title: { en: "Incidents by cause", fr: "Incidents par cause" },
    help: {
      en: "By what their findings have in common: tenant, family of kinds, and the site, vault or collector. Those open now, and those opened within the time.",
      fr: "Selon ce que leurs anomalies ont en commun : le client, la famille de types, et le site, le coffre ou le collecteur. Les incidents encore ouverts, et ceux qui se sont ouverts dans la période.",
    },
    columns: {
      tenant,
      family: text("Family", "Famille"),
      place_kind: text("Kind of place", "Sorte de lieu"),
      place: text("Place", "Lieu"),
      open: { is: "count", title: openNow },
      incidents: count("Incidents", "Incidents"),
      findings: count("Findings", "Anomalies"),
    },
    rowsMax: 100,
  }),
  define("detecting.sql", {
    title: { en: "Time to detect", fr: "Délai de détection" },
    help: {
      en: "From the deadline of a slot to the finding that nothing good had come: late, missing, stuck and failed ones, by the day on which they opened. Stuck ones only where the finding names its deadline.",
      fr: "De l'échéance d'un créneau à la détection de l'anomalie : sauvegardes en retard, manquantes, bloquées ou en échec, selon le jour de la détection. Les bloquées seulement si l'anomalie nomme son échéance.",
    },
    columns: {
      day,
      findings: count("Findings", "Anomalies"),
      median_seconds: median,
      p90_seconds: p90,
    },
    rowsMax: 400,
  }),
  define("acknowledging.sql", {
    title: { en: "Time to acknowledge", fr: "Délai de prise en charge" },
    help: {
      en: "From when an incident last asked for somebody to its acknowledgement, by the day of that.",
      fr: "Entre la dernière sollicitation d'un incident et sa prise en charge, selon le jour de celle-ci.",
    },
    columns: {
      day,
      acknowledged: count("Acknowledged", "Pris en charge"),
      median_seconds: median,
      p90_seconds: p90,
    },
    rowsMax: 400,
  }),
  define("pages.sql", {
    title: { en: "Pages", fr: "Alertes envoyées" },
    help: {
      en: "Messages by the day on which they were written, and by pager. Failed: given up. Fell back: told by the next pager too, as this one failed.",
      fr: "Messages selon le jour où ils ont été écrits, et selon le canal d'alerte. En échec : abandonnés. Relayés : transmis aussi par le canal suivant, celui-ci étant en échec.",
    },
    columns: {
      day,
      pager: text("Pager", "Canal d'alerte"),
      written: count("Written", "Écrits"),
      sent: count("Sent", "Envoyés"),
      failed: count("Failed", "En échec"),
      waiting: count("Waiting", "En attente"),
      fell_back: count("Fell back", "Relayés"),
      stood_in: count("In another's place", "À la place d'un autre"),
    },
    rowsMax: 5_000,
  }),
  define("false-alarms.sql", {
    title: { en: "False alarms per week", fr: "Fausses alertes par semaine" },
    help: {
      en: "Findings that people called false alarms, against the messages sent that something opened or got worse, without reminders. A message may tell of several findings, so the share can pass 100 %. No share where nothing was sent.",
      fr: "Anomalies que quelqu'un a déclarées fausses alertes, rapportées aux messages envoyés pour une ouverture ou une aggravation, sans les rappels. Un message peut porter sur plusieurs anomalies : le taux peut donc dépasser 100 %. Aucun taux si rien n'a été envoyé.",
    },
    columns: {
      week: { is: "day", title: { en: "Week of", fr: "Semaine du" } },
      false_alarms: count("False alarms", "Fausses alertes"),
      pages: count("Messages sent", "Messages envoyés"),
      per_page: { is: "share", nullable: true, title: { en: "Share", fr: "Taux" } },
    },
    rowsMax: 60,
  }),
  define("list.sql", {
    title: { en: "Incidents", fr: "Incidents" },
    help: {
      en: "What nobody has in hand first, the worst and the newest of these; of the resolved ones, those of the time.",
      fr: "D'abord ce dont personne ne s'occupe, en commençant par les plus graves et les plus récents ; parmi les incidents résolus, ceux de la période.",
    },
    columns: {
      id: { is: "id", title: { en: "Incident", fr: "Incident" } },
      standing,
      severity,
      kind: text("Kind", "Type"),
      tenant,
      environment: text("Environment", "Environnement"),
      product: text("Product", "Produit"),
      site: text("Site", "Site"),
      place: text("Common cause", "Cause commune"),
      series_id: { is: "id", title: { en: "Series", fr: "Série" } },
      asset: text("Asset", "Ressource"),
      instance: text("Instance", "Instance"),
      opened_at: { is: "instant", title: { en: "Opened", fr: "Ouvert" } },
      resolved_at: { is: "instant", nullable: true, title: { en: "Resolved", fr: "Résolu" } },
      acknowledged_at: {
        is: "instant",
        nullable: true,
        title: { en: "Acknowledged", fr: "Pris en charge" },
      },
      acknowledged_by: text("Acknowledged by", "Pris en charge par"),
      assigned_to: text("Assigned to", "Confié à"),
      findings: count("Findings", "Anomalies"),
      open_findings: count("Open findings", "Anomalies ouvertes"),
    },
    rowsMax: 100,
  }),
];
