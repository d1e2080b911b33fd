import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { Config } from "../../schemas/config.ts";

/** The secrets by which PagerDuty signs the acknowledgements that it sends back. */
export function webhookSecrets(
  { alerts }: Pick<Config, "alerts">,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return alerts.pagers.flatMap((pager) =>
    pager.kind === "pagerduty" && pager.webhookSecret
      ? [readSecret(pager.webhookSecret, environment)]
      : [],
  );
}
