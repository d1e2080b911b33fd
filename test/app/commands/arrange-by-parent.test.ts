import { expect, test } from "vitest";
import { arrangeByParent } from "../../../app/commands/arrange-by-parent.ts";
import { aFinding } from "../../alerts/a-finding.ts";

const alone = aFinding({ id: "alone" });
const parent = aFinding({ id: "parent", series: null });
const first = aFinding({ id: "first", parent: "parent" });
const later = aFinding({ id: "later", parent: "parent" });
const stray = aFinding({ id: "stray", parent: "not in the list" });

test("arrangeByParent() puts members under their parent, in their order", () => {
  const listed = arrangeByParent([first, alone, parent, stray, later]);
  expect(listed.map(({ finding, isMember }) => [finding.id, isMember])).toEqual([
    ["alone", false],
    ["parent", false],
    ["first", true],
    ["later", true],
    ["stray", false],
  ]);
});
