import type { Bilingual } from "../../../schemas/bilingual.ts";
import { type CopyBlock, createCopyBlock } from "./copy-block.ts";
import type { DumpItem } from "./dump-item.ts";
import { MalformedDump } from "./malformed-dump.ts";
import { createPendingStatement, type PendingStatement } from "./pending-statement.ts";
import { readLines } from "./read-lines.ts";
import { scanSql } from "./scan-sql.ts";
import { type EndWatch, watchEnd } from "./watch-end.ts";

const NAME = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
/**
 * Exactly what pg_dump writes, so that nothing else passes for rows: no comment, no option, no
 * file.
 */
const COPY_FROM_STDIN = new RegExp(
  String.raw`^COPY ${NAME}(?:\.${NAME})? +(?:\((?:${NAME}(?:, ${NAME})*)?\) )?FROM stdin;$`,
  "i",
);
const COMMAND_WITHIN = {
  en: "a psql command within a statement",
  fr: "une commande psql dans une instruction",
};
const AFTER_COPY = {
  en: "something follows COPY on its line",
  fr: "quelque chose suit COPY sur sa ligne",
};
const CUT_IN_COPY = {
  en: "The dump ends within the rows of a COPY.",
  fr: "Le dump s'arrête au milieu des lignes d'un COPY.",
};
const CUT_IN_STATEMENT = {
  en: "The dump ends within a statement.",
  fr: "Le dump s'arrête au milieu d'une instruction.",
};

type Script = {
  readonly statement: PendingStatement;
  readonly copy: CopyBlock;
  readonly end: EndWatch;
};

/**
 * Cuts a plain SQL dump into statements, COPY blocks and psql commands, in memory bounded by one
 * statement (64 MiB) or
 * 4 MiB of rows. Throws `MalformedDump` where it cannot be read on; a dump whose end is missing
 * yields `end` with its fault.
 */
export async function* splitDump(chunks: AsyncIterable<Uint8Array>): AsyncIterable<DumpItem> {
  const script = {
    statement: createPendingStatement(),
    copy: createCopyBlock(),
    end: watchEnd(),
  };
  let line = 0;
  for await (const bytes of readLines(chunks)) {
    line += 1;
    if (script.copy.isOpen()) yield* script.copy.read(bytes, line);
    else yield* readSql(script, bytes, line);
  }
  yield { kind: "end", fault: findFault(script), engineVersion: script.end.engineVersion() };
}

function* readSql(script: Script, bytes: Buffer, line: number): Iterable<DumpItem> {
  const { statement, end } = script;
  const latin = bytes.toString("latin1");
  if (statement.isBlank()) end.line(latin.replace(/\r?\n$/, ""), latin.endsWith("\n"));
  for (let from = 0; from < latin.length; ) {
    if (statement.isBlank()) statement.drop();
    const stop = scanSql(latin, from, statement.scan);
    if (stop.kind === "backslash") {
      if (statement.scan.hasContent) throw new MalformedDump(line, COMMAND_WITHIN);
      return yield { kind: "meta", text: obey(end, latin.slice(stop.at).trimEnd(), line), line };
    }
    statement.add(bytes.subarray(from, stop.at), line);
    from = stop.at;
    if (stop.kind === "semicolon") yield* finish(script, latin.slice(from), line);
  }
}

function* finish({ statement, copy }: Script, rest: string, line: number): Iterable<DumpItem> {
  const taken = statement.take();
  if (!taken) return;
  if (taken.words[0] !== "COPY" || !COPY_FROM_STDIN.test(taken.text))
    return yield { kind: "statement", ...taken };
  if (rest.trim() !== "") throw new MalformedDump(line, AFTER_COPY);
  copy.begin();
  yield { kind: "copy", text: taken.text, line: taken.line };
}

function obey(end: EndWatch, command: string, line: number): string {
  const [word, token = ""] = command.split(/\s+/);
  let fault: Bilingual | null = null;
  if (word === "\\restrict") fault = end.restrict(token);
  if (word === "\\unrestrict") fault = end.unrestrict(token);
  if (fault) throw new MalformedDump(line, fault);
  return command;
}

function findFault({ statement, copy, end }: Script): Bilingual | null {
  if (copy.isOpen()) return CUT_IN_COPY;
  if (!statement.isBlank()) return CUT_IN_STATEMENT;
  return end.fault();
}
