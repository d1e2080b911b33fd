import { join } from "node:path";
import type { Clock } from "../../../platform/clock/clock.ts";
import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import { type MachineSettings, markerExpression } from "../../../schemas/machine-settings.ts";
import type { RestoreRequest, SandboxReport, SandboxStep } from "../sandbox.ts";
import type { Lease } from "../servers/open-lease.ts";
import { refusedStep, unrestored } from "../servers/unrestored.ts";
import { type Boot, bootMachine } from "./boot-machine.ts";
import type { QemuPrograms } from "./find-qemu.ts";
import { judgeBoot } from "./judge-boot.ts";
import type { Screenshots } from "./keep-screenshot.ts";
import { layOutDisk } from "./lay-out-disk.ts";
import { type Machine, machineCommand } from "./machine-command.ts";
import { needsUefi } from "./needs-uefi.ts";
import type { Monitor } from "./open-monitor.ts";
import { type Disk, prepareDisk } from "./prepare-disk.ts";
import type { Refusal } from "./refuse-image.ts";

const SCREEN = "screen.png";
const RUNS = {
  en: "A machine with this disk booted in the sandbox.",
  fr: "Une machine dotée de ce disque a démarré dans le bac à sable.",
};
const NEEDS_UEFI = {
  en: "The disk starts by UEFI alone, and the sandbox's firmware is a BIOS.",
  fr: "Le disque ne démarre que par UEFI, et le micrologiciel du bac à sable est un BIOS.",
};

type Restore = {
  readonly lease: Lease;
  readonly clock: Clock;
  readonly programs: QemuPrograms;
  readonly machine: Machine;
  readonly settings: MachineSettings;
  readonly screenshots: Screenshots | null;
  readonly request: RestoreRequest;
  readonly offline: boolean;
};

/** Lays an image out, has QEMU look at it, and boots a machine that has it as its only disk. */
export async function restoreMachine(restore: Restore): Promise<SandboxReport> {
  const { lease, clock, programs, request } = restore;
  const { disk, refusal, sha256 } = await layOutDisk(request, lease);
  if (!disk) return { ...unrestored(refusal ? [refuse(refusal, restore)] : []), sha256 };
  const image = await prepareDisk({ lease, clock, programs, disk });
  if (image.fault || request.level === "sound") return { ...unrestored([image]), sha256 };
  const { step, ended } = (await needsUefi({ lease, programs, disk }))
    ? refuseBoot(clock)
    : await boot(restore, disk);
  return { ...toReport([image, step], restore), ended, sha256 };
}

function refuse(
  { copy, ...refusal }: Refusal & { readonly copy: number },
  { lease, request }: Restore,
): SandboxStep {
  const observed = request.copies.length > 1 ? { copy } : {};
  return refusedStep("image", lease.startedAtMs, { ...refusal, observed });
}

type Booted = Pick<SandboxReport, "ended"> & { readonly step: SandboxStep };

function refuseBoot(clock: Clock): Booted {
  const refusal = { fault: "sandbox", reason: NEEDS_UEFI, observed: { ending: "uefi" } } as const;
  return { step: refusedStep("boot", clock.nowMs(), refusal), ended: "done" };
}

async function boot(restore: Restore, disk: Disk): Promise<Booted> {
  const { lease, clock, programs, machine, settings, offline } = restore;
  const startedAtMs = clock.nowMs();
  let screenshot: string | null = null;
  const booted = await bootMachine({
    ...{ lease, clock, command: machineCommand({ programs, machine, disk }) },
    ...{ marker: markerExpression(settings.marker), bootMsMax: settings.bootMax },
    onEnding: async (monitor) => {
      screenshot = await takeScreenshot(monitor, restore);
    },
  });
  const seconds = secondsSince(clock, startedAtMs);
  const judged = judgeBoot(booted);
  const { consoleBytes, restarts } = booted;
  const { bus, accelerator, memoryBytes } = machine;
  const observed = {
    ...{ ...judged.observed, marker: settings.marker, accelerator, bus, memoryBytes },
    ...{ consoleBytes, restarts, offline, ...(screenshot !== null && { screenshot }) },
  };
  const step: SandboxStep = { name: "boot", ...judged, observed, startedAtMs, seconds };
  return { step, ended: endedBy(booted) };
}

/** What the bounds of its lease ended is told by that. */
function endedBy({ ending }: Boot): SandboxReport["ended"] {
  return ending.kind === "flood" ? "out-of-output" : "done";
}

async function takeScreenshot(monitor: Monitor, { lease, screenshots }: Restore) {
  if (!screenshots) return null;
  await screenshots.expire();
  const taken = await monitor.execute("screendump", { filename: SCREEN, format: "png" });
  return taken ? screenshots.keep(join(lease.directory, SCREEN)) : null;
}

type Told = Pick<SandboxReport, "steps" | "sound" | "restored" | "content" | "seconds" | "cleanup">;

function toReport(steps: readonly [SandboxStep, SandboxStep], restore: Restore): Told {
  const [image, booted] = steps;
  const { programs, machine } = restore;
  const engine = `QEMU ${programs.version} (${machine.accelerator})`;
  const { verdict, observed } = booted;
  const reason = verdict === "pass" ? RUNS : booted.reason;
  return {
    steps,
    sound: { verdict: image.verdict, reason: image.reason, observed: image.observed },
    restored: { verdict, reason, observed: { ending: observed["ending"] ?? null }, engine },
    ...{ content: null, seconds: 0, cleanup: "done" },
  };
}
