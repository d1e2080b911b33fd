import type { PageView } from "../shell/page-view.ts";
import { mountIncidentList } from "./incident-list.ts";
import { mountIncident } from "./mount-incident.ts";

const INCIDENT_ID = /^[0-9a-f]{32}$/;

/** What people are told of: all of it, or one with its history. */
export const incidentsView: PageView = {
  name: "incidents",
  title: { en: "Incidents", fr: "Incidents" },
  mount: (place, context) =>
    context.id !== null && INCIDENT_ID.test(context.id)
      ? mountIncident(place, context, context.id)
      : mountIncidentList(place, context),
};
