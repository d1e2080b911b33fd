import type { Bilingual } from "../../../schemas/bilingual.ts";

/**
 * Why a table's rows do not count: others were found than the database records. The log in the
 * backup would explain it, and is not read.
 */
export function explainOtherCount(table: string, rows: number, recorded: number | null): Bilingual {
  return {
    en: `${rows} rows of ${table} were found, the database records ${recorded ?? "none"}`,
    fr: `${rows} lignes trouvées dans ${table}, la base en enregistre ${recorded ?? "aucune"}`,
  };
}
