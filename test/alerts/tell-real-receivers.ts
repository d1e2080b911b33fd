import { createPager } from "../../alerts/pagers/create-pager.ts";
import { pagerSchema } from "../../schemas/alerts.ts";
import { aTelling } from "./a-telling.ts";
import { PAGER_CONTEXT } from "./pager-context.ts";

/** The key under which a pager names its secret, and the variable that holds a real one. */
const RECEIVERS = [
  ["pagerduty", "routingKey", "PAGERDUTY_ROUTING_KEY"],
  ["slack", "url", "SLACK_WEBHOOK_URL"],
  ["teams", "url", "TEAMS_WEBHOOK_URL"],
  ["mattermost", "url", "MATTERMOST_WEBHOOK_URL"],
  ["opsgenie", "apiKey", "OPSGENIE_API_KEY"],
] as const;

/**
 * Tells real receivers of an invented incident and of its end; exits with 1 where one does not take
 * it. Run by hand: it pages whoever is there.
 */
const telling = aTelling();
const resolvedAt = "2026-11-17T07:30:00Z";
const incident = { ...telling.incident, status: "resolved" as const, resolvedAt };
const over = { ...telling, dedupKey: "incident-1-resolved", reason: "resolved", incident } as const;

let told = 0;
for (const [kind, key, variable] of RECEIVERS) {
  const secret = process.env[variable];
  if (secret === undefined) continue;
  told += 1;
  const config = pagerSchema.parse({ name: kind, kind, [key]: { env: variable } });
  const pager = createPager(config, { ...PAGER_CONTEXT, readSecret: () => secret });
  for (const message of [telling, over]) {
    const outcome = await pager.send(message);
    process.stdout.write(`${kind} ${message.reason}: ${JSON.stringify(outcome)}\n`);
    if (!outcome.sent) process.exitCode = 1;
  }
}
if (told === 0) {
  const variables = RECEIVERS.map(([, , variable]) => variable).join(", ");
  process.stdout.write(`Set one of ${variables}.\n`);
  process.exitCode = 64;
}
