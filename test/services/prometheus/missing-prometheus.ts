import { existsSync } from "node:fs";

const PROGRAMS = ["prometheus", "prometheus-alertmanager", "promtool", "amtool"] as const;

/** Where Debian's packages put it. */
export function prometheusProgram(name: (typeof PROGRAMS)[number]): string {
  return `/usr/bin/${name}`;
}

/**
 * Why Prometheus and Alertmanager cannot be run on this machine, or null. Where skips are forbidden
 * nothing is missing: the test fails instead.
 */
export function missingPrometheus(environment: NodeJS.ProcessEnv): string | null {
  if (environment["VIGIE_NO_SKIP"] === "1") return null;
  const missing = PROGRAMS.filter((name) => !existsSync(prometheusProgram(name)));
  if (missing.length === 0) return null;
  return `there is no ${missing.join(", ")}: apt install prometheus prometheus-alertmanager`;
}
