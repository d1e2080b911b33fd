import type { Bilingual } from "../../../schemas/bilingual.ts";
import { DamagedCopy } from "../damaged-copy.ts";

/** Not a script as pg_dump writes one: what it has instead, at a line. */
export class MalformedDump extends DamagedCopy {
  constructor(line: number, { en, fr }: Bilingual) {
    super({ en: `Line ${line}: ${en}.`, fr: `Ligne ${line} : ${fr}.` });
  }
}
