import type { Bilingual } from "../../../../../schemas/bilingual.ts";

type Named = { readonly schema: string; readonly name: string };

export const NO_CATALOGUE: Bilingual = {
  en: "The database's catalogue could not be read in full: rows may be missing.",
  fr: "Le catalogue de la base n'a pas pu être lu en entier : des lignes peuvent manquer.",
};
export const OVERFULL: Bilingual = {
  en: "The database's catalogue is larger than is read: some tables may be missing.",
  fr: "Le catalogue de la base dépasse ce qui est lu : des tables peuvent manquer.",
};
export const COLUMNSTORE = ({ schema, name }: Named): Bilingual => ({
  en: `The rows of ${schema}.${name} were not counted: they are in a columnstore.`,
  fr: `Les lignes de ${schema}.${name} n'ont pas été comptées : elles sont dans un columnstore.`,
});
export const ELSEWHERE = ({ schema, name }: Named): Bilingual => ({
  en: `The rows of ${schema}.${name} were not counted: they are not in pages (In-Memory, external).`,
  fr:
    `Les lignes de ${schema}.${name} n'ont pas été comptées : ` +
    "elles ne sont pas dans des pages (In-Memory, externe).",
});

/** The two counts of a table differ. */
export function speakOfDifference(
  { schema, name }: Named,
  rows: number,
  recordedRows: number,
): Bilingual {
  return {
    en: `${schema}.${name}: ${rows} rows were found, the database records ${recordedRows}.`,
    fr: `${schema}.${name} : ${rows} lignes trouvées, la base en enregistre ${recordedRows}.`,
  };
}
