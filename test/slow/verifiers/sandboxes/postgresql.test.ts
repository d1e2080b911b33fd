import { describe } from "vitest";
import { missingPostgres } from "../../../services/postgres/start-postgres.ts";
import { conformSandbox } from "./conform-sandbox.ts";
import {
  BROKEN_DUMPS,
  ENDLESS,
  HUNGRY,
  hostileDumps,
  tooNewDump,
  VISITOR_ROWS,
  visitorDump,
} from "./postgres-dumps.ts";

const missing = missingPostgres(process.env);

describe.skipIf(missing !== null)(`with a server${missing ? ` (${missing})` : ""}`, () => {
  conformSandbox("PostgreSQL's server", {
    engine: (directory) => ({ kind: "postgresql", directory, user: "nobody" }),
    good: visitorDump,
    rowCounts: VISITOR_ROWS,
    sentinel: { table: "visits", column: "at" },
    three: "SELECT 3",
    broken: BROKEN_DUMPS,
    tooNew: tooNewDump,
    killed: { amid: / postgres: .* DO/, engine: / postgres: .* DO/ },
    endless: () => visitorDump(ENDLESS),
    hungry: () => visitorDump(HUNGRY),
    hostile: hostileDumps,
  });
});
