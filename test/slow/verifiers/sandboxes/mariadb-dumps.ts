import { readFileSync } from "node:fs";
import type { Copy } from "./conform-sandbox.ts";

const GOLDEN = new URL("../../../verifiers/golden/visitor-mariadb-10.11.sql", import.meta.url);
/** Bytes of a column are in it, which are no text. */
const dump = readFileSync(GOLDEN, "latin1");

export const MARIADB_ROWS = { "visitor.badges": 50, "visitor.notes": 1, "visitor.visits": 240 };

function toDump(text: string): Copy {
  return { format: "mariadb-sql", bytes: Buffer.from(text, "latin1") };
}

/** What mariadb-dump 10.11 wrote, with statements put before everything that it does itself. */
export function mariadbDump(line = ""): Copy {
  return toDump(line === "" ? dump : dump.replace("\nDROP TABLE", () => `\n${line}\nDROP TABLE`));
}

export const BROKEN_DUMPS = {
  "cut in half": () => toDump(dump.slice(0, dump.length / 2)),
  "without its end": () => toDump(dump.trimEnd().slice(0, -40)),
  "damaged in a row": () => toDump(dump.replace("(240,'visitor 240'", "(239,'visitor 240'")),
};

export const tooNewDump = () =>
  mariadbDump("CREATE TABLE newer (a text) COLLATE utf8mb4_0900_ai_ci;");
export const ENDLESS = "DO SLEEP(10000);";
export const HUNGRY = `CREATE TABLE bomb (t LONGTEXT);
  INSERT INTO bomb VALUES (REPEAT('x', 10000000));
  ${"INSERT INTO bomb SELECT * FROM bomb;\n".repeat(7)}`;

/** By what each tries; `trace` is a file that it would make. */
export function hostileDumps(trace: string): Record<string, Copy> {
  return {
    "a program by the client": mariadbDump(`\\! touch ${trace}`),
    "a file of the server": mariadbDump(`SELECT 1 INTO OUTFILE '${trace}';`),
    "reading a file of the client": mariadbDump(
      "CREATE TABLE t (a text); LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t;",
    ),
    "a file as a value": mariadbDump(
      "CREATE TABLE t (a text NOT NULL); INSERT INTO t VALUES (LOAD_FILE('/etc/passwd'));",
    ),
    // An engine that is not there is replaced by one that is, which reaches nothing.
    "another server": {
      ...mariadbDump(
        "CREATE TABLE far (a int) ENGINE=FEDERATED CONNECTION='mysql://a@127.0.0.1/b/c';",
      ),
      inert: true,
    },
    "an account": mariadbDump("CREATE USER evil IDENTIFIED BY 'x';"),
    "the server's own tables": mariadbDump("DELETE FROM mysql.global_priv;"),
  };
}
