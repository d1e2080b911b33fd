import { expandCopy } from "./expand-copy.ts";
import { shellWord } from "./quote-words.ts";
import { type LocalLink, type RunbookGround, type RunbookStep, shell } from "./runbook-step.ts";

export const BESIDE = {
  en: "Restore it beside what is there:",
  fr: "La restaurer à côté de l'existant :",
} as const;

export function mariadbSteps({ links, name, request }: RunbookGround): readonly RunbookStep[] {
  const database = shellWord(name);
  return [
    shell(
      {
        en: "On the target, load it beside what is there; it stops at the first error:",
        fr: "Sur la cible, la charger à côté de l'existant ; le chargement s'arrête à la première erreur :",
      },
      `mariadb-admin create ${database}`,
      ...links.map(({ path }) => `${expandCopy(path)} | mariadb --one-database ${database}`),
    ),
    shell(
      { en: "Check every table:", fr: "Contrôler chaque table :" },
      `mariadb-check --check --extended ${database}`,
    ),
    shell(
      {
        en: "Only now bring it to its place, in the agreed window: databases of MariaDB have no new name, so keep what is there by a dump, then move table by table (RENAME TABLE):",
        fr: "Alors seulement l'amener à sa place, dans la fenêtre convenue : une base MariaDB ne se renomme pas ; garder l'existant par un dump, puis déplacer table par table (RENAME TABLE) :",
      },
      `mariadb-dump --single-transaction ${shellWord(request.target.database)} > ./before-${request.id}.sql`,
    ),
  ];
}

export function sqliteSteps({ links, request }: RunbookGround): readonly RunbookStep[] {
  const file = `./${request.id}.sqlite`;
  return [
    shell(
      BESIDE,
      ...links.map(({ path }) => `${expandCopy(path)} > ${file}`),
      `sqlite3 -readonly ${file} 'PRAGMA integrity_check; PRAGMA foreign_key_check;'`,
    ),
  ];
}

export function archiveSteps({ links, request }: RunbookGround): readonly RunbookStep[] {
  const directory = `./${request.id}`;
  return [shell(BESIDE, `mkdir ${directory}`, ...links.map((link) => extract(link, directory)))];
}

function extract({ format, path }: LocalLink, directory: string): string {
  if (format === "zip") return `unzip -d ${directory} ${shellWord(path)}`;
  if (format === "tar") return `${expandCopy(path)} | tar --extract --directory=${directory}`;
  return `${expandCopy(path)} > ${directory}/data`;
}

/** What Vigie has no commands for. */
export function unknownSteps(): readonly RunbookStep[] {
  return [
    shell({
      en: "Their format could not be told by their first bytes: restore them, in this order, with the tool that made them, beside what is there.",
      fr: "Leur format n'a pu être reconnu à leurs premiers octets : les restaurer, dans cet ordre, avec l'outil qui les a produites, à côté de l'existant.",
    }),
  ];
}
