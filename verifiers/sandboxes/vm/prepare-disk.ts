import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";
import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import type { SandboxStep } from "../sandbox.ts";
import type { Lease } from "../servers/open-lease.ts";
import { refusedStep } from "../servers/unrestored.ts";
import type { Judged } from "../stage.ts";
import { diskName, imageNode, type Layer } from "./disk-drivers.ts";
import type { QemuPrograms } from "./find-qemu.ts";

/** Exit codes of `qemu-img check` (its manual). */
const [CLEAN, CORRUPT, LEAKS, NO_CHECK] = [0, 2, 3, 63];

const CHECKED = {
  en: "QEMU's own check of the image found nothing wrong.",
  fr: "Le contrôle de l'image par QEMU n'a rien trouvé d'anormal.",
};
const OPENED = {
  en: "QEMU opened the image; its format has no structure that QEMU checks.",
  fr: "QEMU a ouvert l'image ; son format n'a pas de structure que QEMU contrôle.",
};
const DAMAGED = {
  en: "QEMU's own check of the image found corruption.",
  fr: "Le contrôle de l'image par QEMU a trouvé une corruption.",
};
const NOT_CHECKED = {
  en: "QEMU could not check the image.",
  fr: "QEMU n'a pas pu contrôler l'image.",
};
const NOT_OPENED = {
  en: "QEMU could not open the image.",
  fr: "QEMU n'a pas pu ouvrir l'image.",
};

const checkSchema = z.object({
  corruptions: z.int().default(0),
  leaks: z.int().default(0),
});

const infoSchema = z.object({ "virtual-size": z.int().positive() });

/** All of it below the sandbox's directory. */
export type Disk = {
  /** The base, then what rests on it, one after another. */
  readonly layers: readonly [Layer, ...Layer[]];
  readonly overlay: string;
};

type Options = {
  readonly lease: Lease;
  readonly clock: Clock;
  readonly programs: QemuPrograms;
  readonly disk: Disk;
};

/** QEMU's own check of each copy, and the overlay that takes all that the guest writes. */
export async function prepareDisk(options: Options): Promise<SandboxStep> {
  const { clock } = options;
  const startedAtMs = clock.nowMs();
  const checked = await checkLayers(options);
  const made = checked.fault === null && (await makeOverlay(options));
  if (checked.fault === null && !made) {
    const refusal = { fault: "sandbox", reason: NOT_OPENED, observed: checked.observed } as const;
    return refusedStep("image", startedAtMs, refusal);
  }
  const seconds = secondsSince(clock, startedAtMs);
  return { name: "image", ...checked, startedAtMs, seconds };
}

/** The first that does not pass, or the last. */
async function checkLayers({ disk: { layers }, ...options }: Options): Promise<Judged> {
  const [base, ...others] = layers;
  let checked = await checkImage(base, options);
  for (const [at, layer] of others.entries()) {
    if (checked.fault !== null) break;
    checked = await checkImage(layer, options);
    checked = { ...checked, observed: { ...checked.observed, copy: at + 1 } };
  }
  return checked;
}

async function checkImage(
  layer: Layer,
  { lease, programs }: Pick<Options, "lease" | "programs">,
): Promise<Judged> {
  const image = `json:${JSON.stringify(imageNode(layer))}`;
  const ran = await lease.run({
    file: programs.img,
    parameters: ["check", "--output=json", image],
  });
  const { corruptions, leaks } = readCheck(ran.output);
  const observed = { driver: layer.driver, checkExitCode: ran.code, corruptions, leaks };
  switch (ran.code) {
    case CLEAN:
    case LEAKS:
      return { verdict: "pass", reason: CHECKED, observed, fault: null };
    case NO_CHECK:
      return { verdict: "pass", reason: OPENED, observed, fault: null };
    case CORRUPT:
      return { verdict: "fail", reason: DAMAGED, observed, fault: "backup" };
    default:
      return { verdict: "inconclusive", reason: NOT_CHECKED, observed, fault: "sandbox" };
  }
}

function readCheck(output: string) {
  try {
    return checkSchema.parse(JSON.parse(output));
  } catch {
    return { corruptions: null, leaks: null };
  }
}

/** It names no backing in its header, where there is no room for a long chain: the machine does. */
async function makeOverlay({ lease, programs, disk }: Options): Promise<boolean> {
  const { layers, overlay } = disk;
  const top = layers[layers.length - 1] ?? layers[0];
  const file = programs.img;
  const info = await lease.run({ file, parameters: ["info", "--output=json", diskName([top])] });
  const sizeBytes = info.code === 0 ? readSize(info.output) : null;
  if (sizeBytes === null) return false;
  const parameters = ["create", "-q", "-f", "qcow2", overlay, String(sizeBytes)];
  return (await lease.run({ file, parameters })).code === 0;
}

function readSize(output: string): number | null {
  try {
    return infoSchema.parse(JSON.parse(output))["virtual-size"];
  } catch {
    return null;
  }
}
