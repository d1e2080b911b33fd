import type { z } from "zod";
import type { PagerConfig } from "../../schemas/alerts.ts";
import {
  ALERT_GROUP,
  MATTERMOST_POST,
  OPSGENIE_REQUESTS,
  PAGERDUTY_EVENT,
  SLACK_MESSAGE,
  TEAMS_MESSAGE,
} from "./vendor-schemas.ts";
import type { Manner, Received } from "./webhook-receiver.ts";

/** A kind of pager, and what its vendor says of requests and answers. */
export type Vendor = {
  readonly kind: PagerConfig["kind"];
  readonly config: object;
  readonly schemaOf: (received: Received) => z.ZodType;
  readonly good: Manner;
  /** Answers of 2xx that are failures, and what is to be said of each. */
  readonly faulty: readonly (readonly [Manner, string])[];
  /** Statuses that its documentation has, and whether each ends the trying. */
  readonly statuses: readonly (readonly [status: number, final: boolean])[];
};

const OK: Manner = { status: 200, text: "ok" };
export const VENDORS: readonly Vendor[] = [
  {
    kind: "pagerduty",
    config: { routingKey: { env: "KEY" } },
    schemaOf: () => PAGERDUTY_EVENT,
    good: { status: 202, text: '{"status":"success","message":"Event processed"}' },
    faulty: [
      [{ status: 202, text: '{"status":"invalid event","errors":["x"]}' }, "invalid event"],
      [{ status: 200, text: "<html>Log in to the network</html>" }, "Log in"],
    ],
    statuses: [
      [400, true],
      [429, false],
      [500, false],
    ],
  },
  {
    kind: "slack",
    config: {},
    schemaOf: () => SLACK_MESSAGE,
    good: OK,
    faulty: [[{ status: 200, text: "invalid_token" }, "invalid_token"]],
    statuses: [
      [400, true],
      [403, true],
      [404, true],
      [410, true],
      [429, false],
      [500, false],
    ],
  },
  {
    kind: "teams",
    config: {},
    schemaOf: () => TEAMS_MESSAGE,
    good: 202,
    faulty: [
      [
        {
          status: 200,
          text: "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429",
        },
        "429",
      ],
      [{ status: 200, text: '{"error":{"code":"WorkflowTriggerIsNotEnabled"}}' }, "NotEnabled"],
    ],
    statuses: [
      [400, true],
      [401, true],
      [404, true],
      [413, true],
      [429, false],
      [502, false],
    ],
  },
  {
    kind: "mattermost",
    config: {},
    schemaOf: () => MATTERMOST_POST,
    good: OK,
    faulty: [[{ status: 200, text: '{"id":"x","message":"no such hook"}' }, "no such hook"]],
    statuses: [
      [400, true],
      [403, true],
      [404, true],
      [429, false],
      [500, false],
    ],
  },
  {
    kind: "opsgenie",
    config: { apiKey: { env: "KEY" } },
    schemaOf: ({ path }) => {
      const act = /^\/hook\/v2\/alerts(?:\/[0-9a-f]{32}\/(\w+)\?identifierType=alias)?$/.exec(path);
      if (!act) throw new Error(`no path of the alert API: ${path}`);
      return OPSGENIE_REQUESTS[(act[1] ?? "create") as keyof typeof OPSGENIE_REQUESTS];
    },
    good: { status: 202, text: '{"result":"Request will be processed","took":0.1}' },
    faulty: [],
    statuses: [
      [401, true],
      [403, true],
      [422, true],
      [429, false],
      [503, false],
    ],
  },
  {
    kind: "grafana",
    config: { token: { env: "TOKEN" } },
    schemaOf: () => ALERT_GROUP,
    good: 200,
    faulty: [],
    statuses: [
      [404, false],
      [429, false],
      [500, false],
    ],
  },
];
