/** What a data directory's image cannot lack, as people are told. */
export const DIRECTORY_FAULTS = {
  noVersion: {
    en: "The image has no PG_VERSION: not a data directory.",
    fr: "L'image n'a pas de PG_VERSION : ce n'est pas un répertoire de données.",
  },
  noControl: {
    en: "The image has no global/pg_control.",
    fr: "L'image n'a pas de global/pg_control.",
  },
  damagedControl: {
    en: "The image's global/pg_control does not have its own CRC.",
    fr: "Le fichier global/pg_control de l'image ne correspond pas à son CRC.",
  },
} as const;
