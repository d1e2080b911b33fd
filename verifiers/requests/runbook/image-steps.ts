import { DISK_DRIVERS, diskName, type Layer } from "../../sandboxes/vm/disk-drivers.ts";
import { BESIDE } from "./other-steps.ts";
import { shellWord } from "./quote-words.ts";
import { type LocalLink, type RunbookGround, type RunbookStep, shell } from "./runbook-step.ts";

/**
 * Joins an image with what it rests on. The formats and what rests on what are always said: what
 * QEMU would guess or read in a header may be what the image's guest has written.
 */
export function imageSteps({ links, request }: RunbookGround): readonly RunbookStep[] {
  const layers = toLayers(links);
  if (!layers) return [notJoined()];
  const disk = `./${request.id}.qcow2`;
  return [
    shell(
      BESIDE,
      ...layers.map((layer) => `qemu-img info ${shellWord(diskName([layer]))}`),
      `qemu-img convert -p ${shellWord(diskName(layers))} -O qcow2 ${disk}`,
      `qemu-img check -f qcow2 ${disk}`,
    ),
    shell({
      en: "Start a machine on it without network, look at its console and its services, and only then give it the network and the name of the one that it replaces.",
      fr: "Démarrer une machine dessus sans réseau, contrôler sa console et ses services, puis seulement lui donner le réseau et le nom de celle qu'elle remplace.",
    }),
  ];
}

/** Null where QEMU cannot lay one on the other. */
function toLayers([base, ...others]: readonly LocalLink[]) {
  const driver = DISK_DRIVERS[base?.format ?? ""];
  if (!base || !driver || others.some(({ format }) => format !== "qcow2")) return null;
  const above: Layer[] = others.map(({ path }) => ({ file: path, driver: "qcow2" }));
  return [{ file: base.path, driver }, ...above] as const;
}

function notJoined(): RunbookStep {
  return shell({
    en: "These images rest on one another in a format that QEMU does not join: restore them, in this order, with the tool that made them, beside what is there.",
    fr: "Ces images s'appuient l'une sur l'autre dans un format que QEMU ne sait pas réunir : les restaurer, dans cet ordre, avec l'outil qui les a produites, à côté de l'existant.",
  });
}
