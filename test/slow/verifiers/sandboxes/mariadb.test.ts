import { describe } from "vitest";
import { findMariadb } from "../../../../verifiers/sandboxes/mariadb/find-mariadb.ts";
import { conformSandbox } from "./conform-sandbox.ts";
import {
  BROKEN_DUMPS,
  ENDLESS,
  HUNGRY,
  hostileDumps,
  MARIADB_ROWS,
  mariadbDump,
  tooNewDump,
} from "./mariadb-dumps.ts";

const isMissing = findMariadb() === null && process.env["VIGIE_NO_SKIP"] !== "1";
const why = isMissing ? " (there is none on this machine: apt install mariadb-server)" : "";

describe.skipIf(isMissing)(`with a server${why}`, () => {
  conformSandbox("MariaDB's server", {
    engine: (directory) => ({ kind: "mariadb", directory, user: "nobody" }),
    good: mariadbDump,
    rowCounts: MARIADB_ROWS,
    sentinel: { table: "visits", column: "at" },
    three: "SELECT 3",
    broken: BROKEN_DUMPS,
    tooNew: tooNewDump,
    killed: { amid: /mariadb .*/, engine: /mariadbd / },
    endless: () => mariadbDump(ENDLESS),
    hungry: () => mariadbDump(HUNGRY),
    hostile: hostileDumps,
  });
});
