import { z } from "zod";
import { CHANGE_KINDS } from "../../../alerts/change-kinds.ts";
import { INCIDENT_STATUSES, type Incident, incidentSchema } from "../../../alerts/incident.ts";
import { type IncidentStory, readStory } from "../../../alerts/incident-story.ts";
import {
  type IncidentPlace,
  readIncidentOf,
  selectIncidents,
} from "../../../alerts/select-incidents.ts";
import { type Principal, tenantsFor } from "../../../schemas/access.ts";
import { findingSchema, SEVERITIES } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { isStorable, STORABLE } from "../../../schemas/is-storable.ts";
import type { ApiGround } from "../api-ground.ts";
import { idAsked, namesAsked, severalOf } from "../asked.ts";
import { pageOf, pagingShape, readPage } from "../paging.ts";
import { notFound } from "../refusal.ts";
import { defineRoute, type Route } from "../route.ts";
import { incidentFor, seenParents } from "./incident-for.ts";

const instant = z.iso.datetime();

const incidentAnswer = incidentSchema.extend({
  findings: z.array(findingSchema).meta({ description: "20 at most, the worst of those open" }),
});

const storyAnswer = {
  changes: z.array(
    z.object({
      at: instant,
      kind: z.enum(CHANGE_KINDS),
      status: z.enum(INCIDENT_STATUSES),
      severity: z.enum(SEVERITIES),
      finding: z.string().nullable(),
      author: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  deliveries: z.array(
    z.object({
      ...{ pager: z.string(), reason: z.string(), createdAt: instant },
      sentAt: instant.nullable(),
      givenUpAt: instant.nullable(),
    }),
  ),
};

const textOfPlace = z.string().refine(isStorable, STORABLE);
const place = {
  schema: z.tuple([textOfPlace, textOfPlace]),
  of: ({ openedAt, id }: Incident): IncidentPlace => [openedAt, id],
};

const list = defineRoute({
  ...{ method: "GET", path: "/incidents", right: "read", tag: "incidents" },
  summary: "Incidents with their findings, the newest first",
  query: z.strictObject({
    status: severalOf(z.enum(INCIDENT_STATUSES)),
    tenant: namesAsked,
    ...pagingShape,
  }),
  answer: pageOf(incidentAnswer),
  handle: async ({ principal, query }, { state }) => {
    const tenants = tenantsFor(principal, query.tenant);
    if (tenants === "nothing") return { items: [], next: null };
    const { items, next } = await readPage(query, place, (last, incidentsMax) => {
      const asked = { tenants, statuses: query.status, last, incidentsMax };
      return state.transact((transaction) => selectIncidents(transaction, asked));
    });
    const parents = await state.transact((rows) => seenParents(rows, items, principal));
    const shown = items.map((incident) => incidentFor(incident, principal, parents));
    return { items: shown.filter((incident) => incident !== null).map(toAnswer), next };
  },
});

const one = defineRoute({
  ...{ method: "GET", path: "/incidents/:incident", right: "read", tag: "incidents" },
  summary: "One incident with its history, and who was told of it",
  params: z.strictObject({ incident: idAsked }),
  answer: incidentAnswer.extend(storyAnswer),
  handle: async ({ principal, params }, { state }) => {
    const incident = await readIncident(state, params.incident, principal);
    const story = await state.transact((transaction) => readStory(transaction, incident.id));
    return { ...toAnswer(incident), ...toStory(story) };
  },
});

/** One incident, where it is somebody's to see. */
export async function readIncident(
  state: ApiGround["state"],
  id: string,
  principal: Principal,
): Promise<Incident> {
  const { tenants } = principal;
  const incident = await state.transact(async (rows) => {
    const found = await readIncidentOf(rows, id, tenants ?? []);
    return found && incidentFor(found, principal, await seenParents(rows, [found], principal));
  });
  if (!incident) throw notFound("incident");
  return incident;
}

function toAnswer({ findings, ...incident }: Incident) {
  return { ...incident, findings: [...findings] };
}

function toStory({ changes, tellings }: IncidentStory) {
  return {
    changes: changes.map(({ atMs, ...change }) => ({ at: instantToJson(atMs), ...change })),
    deliveries: tellings.map(({ pager, reason, createdAtMs, sentAtMs, givenUpAtMs }) => ({
      ...{ pager, reason, createdAt: instantToJson(createdAtMs) },
      sentAt: sentAtMs === null ? null : instantToJson(sentAtMs),
      givenUpAt: givenUpAtMs === null ? null : instantToJson(givenUpAtMs),
    })),
  };
}

export const INCIDENT_ROUTES: readonly Route[] = [list, one];
