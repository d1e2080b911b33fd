const HEADER = /^-- Host: [^ ]* +Database: (.*)$/m;
const OF_THE_SERVER = /^(mysql|sys|information_schema|performance_schema|vigie_sandbox)$/i;
const LENGTH_MAX = 64;
const UNNAMED = "restored";

/**
 * The database that a dump is of, by its header: views name their tables with it. A dump of
 * several names each itself.
 */
export function dumpedDatabase(head: Uint8Array): string {
  const text = Buffer.from(head).toString("utf8");
  const name = HEADER.exec(text)?.[1]?.trim() ?? "";
  const isUsable = name !== "" && name.length <= LENGTH_MAX && !OF_THE_SERVER.test(name);
  return isUsable && !name.includes("\0") ? name : UNNAMED;
}
