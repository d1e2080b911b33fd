import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import { openPgliteSandbox } from "./pglite/open-pglite-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import type { SandboxLimits } from "./sandbox-limits.ts";

export type EngineConfig = NonNullable<Config["verification"]["engines"]>[number];

type Options = {
  /** Vigie's own, for what sandboxes keep from one to the next. */
  readonly directory: string;
  readonly engines?: readonly EngineConfig[] | undefined;
  readonly limits: SandboxLimits;
  readonly logger: Logger;
};

const ALL: readonly EngineConfig[] = [{ kind: "pglite" }];

/** Opens the engines in order of preference, and ends what an earlier process left running. */
export async function openSandboxes(options: Options): Promise<readonly Sandbox[]> {
  const { engines = ALL, logger } = options;
  const sandboxes = engines.flatMap((engine) => open(engine, options) ?? []);
  for (const { engine, sweep } of sandboxes) {
    const orphans = await sweep();
    if (orphans > 0) logger.warn({ engine, orphans }, "ended sandboxes left by an earlier process");
  }
  return sandboxes;
}

function open(engine: EngineConfig, options: Options): Sandbox | null {
  switch (engine.kind) {
    case "pglite":
      return openPgliteSandbox(options);
    default:
      return null;
  }
}
