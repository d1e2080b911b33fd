import type { Clock } from "../../platform/clock/clock.ts";
import type { Config } from "../../schemas/config.ts";
import { lookAtInstance } from "../../verifiers/sandboxes/sql-server/look-at-instance.ts";
import { sandboxEngines } from "../config/sandbox-engines.ts";
import type { Context } from "./context.ts";
import type { Diagnosis } from "./diagnosis.ts";

const GIB = 2 ** 30;

/** Of each SQL Server sandbox: whether it answers, is marked, of what version it is, its room. */
export async function diagnoseSandboxes(
  config: Config,
  { clock, terminal }: { readonly clock: Clock } & Pick<Context, "terminal">,
): Promise<readonly Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const engine of sandboxEngines(config, terminal.environment) ?? []) {
    if (engine.kind !== "sql-server") continue;
    const { instance, freeBytes } = await lookAtInstance({ ...engine, clock });
    const free =
      freeBytes === null ? "free space unknown" : `${(freeBytes / GIB).toFixed(1)} GiB free`;
    diagnoses.push({
      check: `sandbox ${engine.connection.server}`,
      good: true,
      said: `SQL Server ${instance.version}, marked as a sandbox; ${free}`,
    });
  }
  return diagnoses;
}
