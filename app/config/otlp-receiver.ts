import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { OtlpReceiver } from "../../platform/telemetry/start-telemetry.ts";
import type { Config } from "../../schemas/config.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where telemetry is sent, with the secrets of its headers read; null for nowhere. */
export function otlpReceiver(
  { telemetry: { otlp } }: Pick<Config, "telemetry">,
  environment: Environment,
): OtlpReceiver | null {
  if (!otlp) return null;
  const { url, headers, every, sampled } = otlp;
  const read = headers.map(({ name, secret }) => [name, readSecret(secret, environment)] as const);
  return { url, headers: Object.fromEntries(read), everyMs: every, sampled };
}
