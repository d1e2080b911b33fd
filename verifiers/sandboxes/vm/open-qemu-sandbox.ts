import { join } from "node:path";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { MachineSettings } from "../../../schemas/machine-settings.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "../sandbox.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import { checkRoom } from "../servers/check-room.ts";
import { findAccount } from "../servers/find-account.ts";
import { reportLease } from "../servers/report-lease.ts";
import { openScratch, sweepScratch } from "../servers/scratch.ts";
import { unrestored } from "../servers/unrestored.ts";
import { DISK_DRIVERS } from "./disk-drivers.ts";
import { findAccelerator } from "./find-accelerator.ts";
import type { QemuPrograms } from "./find-qemu.ts";
import { keepScreenshots } from "./keep-screenshot.ts";
import type { Machine } from "./machine-command.ts";
import { restoreMachine } from "./restore-machine.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** What QEMU itself takes beside the memory of its guest. */
const QEMU_BYTES = 320 * MIB;
const GUEST_BYTES_MIN = 64 * MIB;

type Options = {
  /** Vigie's own, where screenshots are kept. */
  readonly own: string;
  /** Where sandboxes are laid out; without it below the directory of temporary files. */
  readonly directory: string | undefined;
  readonly user: string;
  readonly programs: QemuPrograms;
  readonly settings: MachineSettings;
  readonly limits: SandboxLimits;
};

/** Disk images of machines: each is booted by QEMU, without network, until its console tells. */
export async function openQemuSandbox(options: Options): Promise<Sandbox> {
  const { limits, programs, settings } = options;
  const clock = createSystemClock();
  const account = findAccount(options.user);
  const wanted = settings.accelerator;
  const { accelerator, confinement } = findAccelerator(programs, { account, limits, wanted });
  const memoryBytes = guestBytes(settings, limits);
  const machine: Machine = { bus: settings.bus, memoryBytes, accelerator };
  const root = await openScratch(options.directory);
  const keepMs = settings.screenshots?.keep;
  const directory = join(options.own, "screenshots");
  const screenshots = keepMs === undefined ? null : keepScreenshots({ directory, keepMs, clock });

  async function verify(request: RestoreRequest, signal: AbortSignal): Promise<SandboxReport> {
    const leasing = { root, account, confinement, limits, clock, signal };
    return reportLease(leasing, async (lease) => {
      const copyBytes = request.copies.reduce((sum, { source }) => sum + source.sizeBytes, 0);
      const room = checkRoom({
        ...{ nowMs: lease.startedAtMs, copyBytes, factor: 1 },
        ...{ freeBytes: await lease.freeBytes(), diskMax: limits.diskMax },
      });
      if (room) return unrestored([room]);
      const { offline } = confinement;
      const given = { lease, clock, programs, machine, settings, screenshots, offline };
      return restoreMachine({ ...given, request });
    });
  }

  async function sweep(): Promise<number> {
    await screenshots?.expire();
    return sweepScratch(root, clock);
  }

  const formats = Object.keys(DISK_DRIVERS);
  return { engine: "qemu", formats, chainFormats: ["qcow2"], verify, sweep };
}

function guestBytes({ memory }: MachineSettings, { memoryMax }: SandboxLimits): number {
  const bytesMax = Math.max(GUEST_BYTES_MIN, memoryMax - QEMU_BYTES);
  if (memory === undefined) return Math.min(GIB, bytesMax);
  if (memory <= bytesMax) return memory;
  const [asked, most] = [memory, bytesMax].map((bytes) => Math.floor(bytes / MIB));
  throw new OperatingError(
    `Cannot give a guest ${asked} MiB as verification.memoryMax leaves ${most} MiB for it`,
    { retryable: false, hint: "raise verification.memoryMax, or lower the engine's memory" },
  );
}
