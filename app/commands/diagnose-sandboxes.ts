import type { Clock } from "../../platform/clock/clock.ts";
import type { Config } from "../../schemas/config.ts";
import { findAccount } from "../../verifiers/sandboxes/servers/find-account.ts";
import { lookAtInstance } from "../../verifiers/sandboxes/sql-server/look-at-instance.ts";
import { findAccelerator } from "../../verifiers/sandboxes/vm/find-accelerator.ts";
import { findQemu } from "../../verifiers/sandboxes/vm/find-qemu.ts";
import { sandboxEngines } from "../config/sandbox-engines.ts";
import type { Context } from "./context.ts";
import type { Diagnosis } from "./diagnosis.ts";

const GIB = 2 ** 30;
const SLOW = "machines are emulated, which takes several times as long";

type Engine = NonNullable<Config["verification"]["engines"]>[number];
type Qemu = Pick<Extract<Engine, { readonly kind: "qemu" }>, "binaries" | "user" | "accelerator">;

/**
 * Of each SQL Server sandbox whether it answers, is marked, of what version it is, its room; of
 * QEMU whether it is there, and how fast.
 */
export async function diagnoseSandboxes(
  config: Config,
  { clock, terminal }: { readonly clock: Clock } & Pick<Context, "terminal">,
): Promise<readonly Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  const engines = sandboxEngines(config, terminal.environment);
  if (!engines) diagnoses.push(diagnoseQemu(config, null));
  for (const engine of engines ?? []) {
    if (engine.kind === "qemu") diagnoses.push(diagnoseQemu(config, engine));
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

/** Null where the config leaves the engines open: then QEMU may be absent. */
function diagnoseQemu({ verification }: Config, configured: Qemu | null): Diagnosis {
  const check = "sandbox qemu";
  const programs = findQemu(configured?.binaries);
  if (!programs) {
    const said = "QEMU is not installed: disk images are read, and not booted";
    const hint = "Install it: apt install qemu-system-x86 qemu-utils.";
    return { check, good: configured === null, said, hint };
  }
  const { user, accelerator: wanted } = configured ?? { user: "nobody", accelerator: "auto" };
  const account = findAccount(user);
  const { accelerator } = findAccelerator(programs, { account, limits: verification, wanted });
  const speed = accelerator === "KVM" ? "KVM" : `without KVM: ${SLOW}`;
  return { check, good: true, said: `QEMU ${programs.version}, ${speed}` };
}
