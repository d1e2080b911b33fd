import type { PagerConfig } from "../../schemas/alerts.ts";
import type { Pager } from "../pager.ts";
import { createAlertmanagerPager } from "./alertmanager/create-alertmanager-pager.ts";
import { createGrafanaPager } from "./grafana/create-grafana-pager.ts";
import { createMailPager } from "./mail/create-mail-pager.ts";
import { createMattermostPager } from "./mattermost/create-mattermost-pager.ts";
import { createOpsgeniePager } from "./opsgenie/create-opsgenie-pager.ts";
import type { PagerContext } from "./pager-context.ts";
import { createPagerdutyPager } from "./pagerduty/create-pagerduty-pager.ts";
import { createSlackPager } from "./slack/create-slack-pager.ts";
import { createSmsPager } from "./sms/create-sms-pager.ts";
import { createTeamsPager } from "./teams/create-teams-pager.ts";
import { createWebhookPager } from "./webhook/create-webhook-pager.ts";

/** The pager that a configuration describes; throws `OperatingError` where it cannot be used. */
export function createPager(config: PagerConfig, context: PagerContext): Pager {
  switch (config.kind) {
    case "mail":
      return createMailPager(config, context);
    case "webhook":
      return createWebhookPager(config, context);
    case "pagerduty":
      return createPagerdutyPager(config, context);
    case "slack":
      return createSlackPager(config, context);
    case "teams":
      return createTeamsPager(config, context);
    case "mattermost":
      return createMattermostPager(config, context);
    case "opsgenie":
      return createOpsgeniePager(config, context);
    case "grafana":
      return createGrafanaPager(config, context);
    case "sms":
      return createSmsPager(config, context);
    case "alertmanager":
      return createAlertmanagerPager(config, context);
  }
}
