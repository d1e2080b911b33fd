import { conformSandbox } from "./conform-sandbox.ts";
import {
  BROKEN_FILES,
  endlessFile,
  hostileFiles,
  hungryFile,
  tooNewFile,
  VISIT_ROWS,
  visitFile,
} from "./sqlite-files.ts";

conformSandbox("SQLite", {
  engine: (directory) => ({ kind: "sqlite", directory }),
  good: visitFile,
  rowCounts: VISIT_ROWS,
  sentinel: { table: "visits", column: "at" },
  three: "SELECT 3",
  broken: BROKEN_FILES,
  tooNew: tooNewFile,
  killed: { amid: /sqlite/, engine: /sqlite/ },
  endless: endlessFile,
  hungry: hungryFile,
  hostile: hostileFiles,
});
