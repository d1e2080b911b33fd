import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import type { MachineSettings } from "../../../schemas/machine-settings.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import { type Confinement, findConfinement } from "../servers/confine.ts";
import type { Account } from "../servers/find-account.ts";
import type { QemuPrograms } from "./find-qemu.ts";

const DEVICE = "/dev/kvm";
const PROBE_MS_MAX = 10_000;
const [GROUP_MAY, OTHERS_MAY] = [0o060, 0o006];
/** Nothing runs on it, yet its processor is set up in full: some hosts fail at that. */
const PROBE = ["-nodefaults", "-display", "none", "-m", "16", "-S", "-qmp", "stdio"];
const ASKED = '{"execute":"qmp_capabilities"}\n{"execute":"quit"}\n';

export const KVM_CPU = ["-accel", "kvm", "-cpu", "max"] as const;

export type Accelerator = "KVM" | "TCG";

type Options = {
  readonly account: Account | null;
  readonly limits: SandboxLimits;
  readonly wanted: MachineSettings["accelerator"];
};

/** How machines run here, and confined by what: for KVM the account gets its device's group. */
export function findAccelerator(programs: QemuPrograms, { account, limits, wanted }: Options) {
  const groups = wanted === "auto" ? findKvmGroups(account) : null;
  const confinement = findConfinement(account, limits, groups ?? []);
  const hasKvm = groups !== null && canUseKvm(programs, confinement);
  const accelerator: Accelerator = hasKvm ? "KVM" : "TCG";
  return { accelerator, confinement };
}

/** The groups that an account needs for KVM's device; null where it may not use it at all. */
function findKvmGroups(account: Account | null): readonly number[] | null {
  try {
    if (account === null) {
      accessSync(DEVICE, constants.R_OK | constants.W_OK);
      return [];
    }
    const { mode, gid } = statSync(DEVICE);
    if ((mode & OTHERS_MAY) === OTHERS_MAY) return [];
    return (mode & GROUP_MAY) === GROUP_MAY ? [gid] : null;
  } catch {
    return null;
  }
}

/** Whether a machine can be set up with KVM here, as the sandbox's account. */
function canUseKvm({ system }: QemuPrograms, { confine }: Confinement): boolean {
  const { file, parameters } = confine({ file: system, parameters: [...KVM_CPU, ...PROBE] });
  const options = { input: ASKED, timeout: PROBE_MS_MAX, stdio: "pipe" } as const;
  return spawnSync(file, parameters, { ...options, env: { PATH: "/usr/bin:/bin" } }).status === 0;
}
