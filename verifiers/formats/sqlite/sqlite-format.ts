import type { StreamFormat } from "../create-reader.ts";
import { HEADER_BYTES, isSqlite, judgeHeader } from "./judge-header.ts";

const NOT_FURTHER = {
  en: "Its header and length agree. SQLite files have no checksums: only SQLite's own integrity check, in a sandbox, tells more.",
  fr: "Son en-tête et sa longueur concordent. Un fichier SQLite n'a pas de somme de contrôle : seul le contrôle d'intégrité de SQLite, dans un bac à sable, en dit davantage.",
};

/** SQLite database files: what is cut off is damaged; the rest takes its engine. */
export const sqliteFormat: StreamFormat = {
  format: "sqlite",
  recognises: isSqlite,
  examineStream: async (chunks) => {
    let header: Buffer = Buffer.alloc(0);
    let sizeBytes = 0;
    for await (const chunk of chunks) {
      if (header.length < HEADER_BYTES)
        header = Buffer.concat([header, chunk.subarray(0, HEADER_BYTES - header.length)]);
      sizeBytes += chunk.length;
    }
    const { verdict, reason } = judgeHeader(header, sizeBytes);
    if (verdict === "fail") return { verdict: "damaged", reasons: [reason] };
    return { verdict: "unknown", reasons: [verdict === "pass" ? NOT_FURTHER : reason] };
  },
};
