import { DISK_DRIVERS, diskName, type Layer } from "../../sandboxes/vm/disk-drivers.ts";
import { BESIDE } from "./other-steps.ts";
import { shellWord } from "./quote-words.ts";
import { type LocalLink, type RunbookGround, type RunbookStep, shell } from "./runbook-step.ts";

const RESTS_ON_NOTHING = {
  en: "Look at the images. The first must rest on no other: stop where the last command prints anything, as a backup older than these is missing, and what it holds would be read as zeros:",
  fr: "Examiner les images. La première ne doit reposer sur aucune autre : s'arrêter si la dernière commande affiche quelque chose, car il manque une sauvegarde plus ancienne, dont le contenu serait lu comme des zéros :",
};
/** In what `qemu-img info` says; a VMDK without a parent names this one instead. */
const NAMES_PARENT = '/"(backing-filename|parent-cid)":/ && !/: 4294967295,?$/';
/** A VHD's mark, and its type where it rests on another; QEMU says nothing of it. */
const DIFFERENCING = "/^636f6e656374697800000004/";

/**
 * Joins an image with what it rests on. The formats and what rests on what are always said: what
 * QEMU would guess or read in a header may be what the image's guest has written.
 */
export function imageSteps({ links, request }: RunbookGround): readonly RunbookStep[] {
  const layers = toLayers(links);
  if (!layers) return [notJoined()];
  const disk = `./${request.id}.qcow2`;
  const [base] = layers;
  return [
    shell(
      RESTS_ON_NOTHING,
      ...layers.map((layer) => `qemu-img info ${shellWord(diskName([layer]))}`),
      ...refuseParent(base),
    ),
    shell(
      BESIDE,
      `qemu-img convert -p ${shellWord(diskName(layers))} -O qcow2 ${disk}`,
      `qemu-img check -f qcow2 ${disk}`,
    ),
    shell({
      en: "Start a machine on it without network, look at its console and its services, and only then give it the network and the name of the one that it replaces.",
      fr: "Démarrer une machine dessus sans réseau, contrôler sa console et ses services, puis seulement lui donner le réseau et le nom de celle qu'elle remplace.",
    }),
  ];
}

/** Of formats that QEMU opens also where a parent is missing. */
function refuseParent(base: Layer): readonly string[] {
  const stopAt = (pattern: string) => `awk '${pattern} { print; found = 1 } END { exit found }'`;
  switch (base.driver) {
    case "qcow2":
    case "vmdk": {
      const image = shellWord(diskName([base]));
      return [`qemu-img info --output=json ${image} | ${stopAt(NAMES_PARENT)}`];
    }
    case "vpc": {
      const head = `head -c 64 ${shellWord(base.file)} | od -An -v -tx1 | tr -d ' \\n'`;
      return [`${head} | cut -c 1-16,121-128 | ${stopAt(DIFFERENCING)}`];
    }
    default:
      return [];
  }
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
