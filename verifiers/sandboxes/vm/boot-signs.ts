import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Judged } from "../stage.ts";

export type BootSign = Pick<Judged, "verdict" | "fault"> & {
  readonly name: string;
  readonly pattern: RegExp;
  readonly reason: Bilingual;
};

const OF_THE_COPY = { verdict: "fail", fault: "backup" } as const;
const OF_THE_SANDBOX = { verdict: "inconclusive", fault: "sandbox" } as const;

/**
 * What firmware, boot loaders and kernels say where they go no further; the first that fits counts.
 * Where the sandbox's own machine may be why, nothing counts against the copy.
 */
export const BOOT_SIGNS: readonly BootSign[] = [
  {
    name: "no bootable device",
    // SeaBIOS; OVMF; the boot code of Windows and of DOS partition tables.
    pattern:
      /^(No bootable device\.|BdsDxe: No bootable option or device was found|(Missing|Error loading) operating system|Invalid partition table|BOOTMGR is missing|An operating system wasn't found)/m,
    reason: {
      en: "The firmware found nothing to boot on the disk.",
      fr: "Le micrologiciel n'a rien trouvé à démarrer sur le disque.",
    },
    ...OF_THE_COPY,
  },
  {
    name: "boot loader",
    // GRUB 2: without its modules, and without a kernel that it can load.
    pattern: /^(Entering rescue mode|error: .*you need to load the kernel first)/m,
    reason: {
      en: "The boot loader could not load what it is to boot.",
      fr: "Le chargeur d'amorçage n'a pas pu charger ce qu'il doit démarrer.",
    },
    ...OF_THE_COPY,
  },
  {
    name: "disk not found",
    // Linux, without a driver for the disk; Debian's and dracut's initial file systems likewise.
    pattern:
      /Unable to mount root fs on (unknown-block\(0,0\)|"")|Gave up waiting for root|Generating "\/run\/initramfs\/rdsosreport/,
    reason: {
      en: "The system started and did not find its disk: it may lack a driver for the sandbox's (see bus in verification.engines), or its file system is not there.",
      fr: "Le système a démarré sans trouver son disque : il lui manque peut-être un pilote pour celui du bac à sable (voir bus dans verification.engines), ou son système de fichiers n'est pas là.",
    },
    ...OF_THE_SANDBOX,
  },
  {
    name: "machine",
    // Linux, for want of memory or of a timer; glibc, whose init needs a newer processor.
    pattern:
      /Kernel panic - not syncing: (System is deadlocked on memory|Out of memory|IO-APIC \+ timer doesn't work)|Fatal glibc error: CPU does not support[\s\S]*Kernel panic - not syncing/,
    reason: {
      en: "The system started and stopped for want of memory, a timer or a processor as it needs them: the sandbox's machine may be too small or too old for it (see memory and accelerator in verification.engines).",
      fr: "Le système a démarré puis s'est arrêté, faute de mémoire, d'horloge ou de processeur à sa mesure : la machine du bac à sable est peut-être trop petite ou trop ancienne pour lui (voir memory et accelerator dans verification.engines).",
    },
    ...OF_THE_SANDBOX,
  },
  {
    name: "kernel panic",
    pattern: /Kernel panic - not syncing/,
    reason: {
      en: "The kernel stopped by a panic.",
      fr: "Le noyau s'est arrêté (« kernel panic »).",
    },
    ...OF_THE_COPY,
  },
];
