import { UnjudgedCopy } from "../unjudged-copy.ts";
import { MalformedDump } from "./malformed-dump.ts";
import { beginStatement, createScanState, type ScanState } from "./scan-sql.ts";

const STATEMENT_BYTES_MAX = 64 * 2 ** 20;
const ENCODING = /^SET client_encoding = '([A-Za-z0-9_-]{1,32})'/i;
const READ_ENCODINGS = new Set(["UTF8", "UNICODE", "SQL_ASCII"]);
const STRINGS = /^SET\s+standard_conforming_strings\s*(?:=|TO)\s*'?(on|off)'?\s*;$/i;

export type Taken = {
  readonly text: string;
  readonly words: readonly string[];
  readonly line: number;
};

export type PendingStatement = {
  readonly scan: ScanState;
  /** Whether nothing of a statement has been read yet. */
  readonly isBlank: () => boolean;
  readonly add: (bytes: Buffer, line: number) => void;
  readonly drop: () => void;
  /** What was gathered, as one statement; null where it was only a semicolon. */
  readonly take: () => Taken | null;
};

/** Gathers the bytes of one statement at a time. */
export function createPendingStatement(): PendingStatement {
  const scan = createScanState();
  let pieces: Buffer[] = [];
  let bytesTotal = 0;
  let firstLine = 0;

  function drop(): void {
    pieces = [];
    bytesTotal = 0;
    beginStatement(scan);
  }

  function add(bytes: Buffer, line: number): void {
    if (pieces.length === 0) firstLine = line;
    pieces.push(bytes);
    bytesTotal += bytes.length;
    if (bytesTotal > STATEMENT_BYTES_MAX)
      throw new MalformedDump(firstLine, {
        en: "a statement is longer than 64 MiB",
        fr: "une instruction dépasse 64 Mio",
      });
  }

  function take(): Taken | null {
    const { words, hasContent } = scan;
    const text = decode(Buffer.concat(pieces), firstLine).trim();
    drop();
    refuseEncoding(ENCODING.exec(text)?.[1]);
    const strings = STRINGS.exec(text)?.[1]?.toLowerCase();
    if (strings) scan.standardStrings = strings === "on";
    return hasContent ? { text, words, line: firstLine } : null;
  }

  const isBlank = () => scan.mode === "plain" && !scan.hasContent;
  return { scan, isBlank, add, drop, take };
}

/** Bytes of another encoding are no damage: pg_dump writes what it is asked for. */
function refuseEncoding(encoding: string | undefined): void {
  if (encoding === undefined || READ_ENCODINGS.has(encoding.toUpperCase())) return;
  throw new UnjudgedCopy({
    en: `The dump is in ${encoding}; dumps are read in UTF-8 (pg_dump --encoding=UTF8).`,
    fr: `Le dump est en ${encoding} ; les dumps sont lus en UTF-8 (pg_dump --encoding=UTF8).`,
  });
}

function decode(bytes: Buffer, line: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MalformedDump(line, {
      en: "bytes that are not UTF-8",
      fr: "des octets qui ne sont pas de l'UTF-8",
    });
  }
}
