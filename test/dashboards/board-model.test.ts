import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BoardFinding, BoardSeries } from "../../dashboards/board/board-data.ts";
import { diffListing } from "../../dashboards/board/diff-listing.ts";
import { BoardModel } from "../../dashboards/board/page/board-model.ts";
import {
  formatFilter,
  matchesFilter,
  parseFilter,
} from "../../dashboards/board/page/row-filter.ts";
import { WORDS } from "../../dashboards/board/page/words.ts";
import { worstTone } from "../../dashboards/board/page/worst-first.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesId } from "../../schemas/series.ts";
import { SLOT_STATES, type SlotState } from "../../schemas/series-state.ts";
import { findingOf, NOON_MS, proofOf, series, stateOf } from "./board-rows.ts";

const at = instantToJson(NOON_MS);
const list = <T>(...set: readonly T[]) => ({ set, gone: [], more: false });

function shown(of: Series, state: SlotState = "filled"): BoardSeries {
  const { series: _, version: __, ...rest } = stateOf(of, { state });
  return { id: seriesId(of), ...of, ...rest, learningRuns: null, learningNeeded: null };
}

function finding(of: Series | null, differing: Partial<BoardFinding> = {}): BoardFinding {
  return { ...findingOf(of, differing), seriesId: of && seriesId(of) };
}

const named = (asset: string) => series({ asset });

test("the board lists members after all that is told without a parent, however severe", () => {
  const model = new BoardModel();
  const member = finding(named("a"), { id: "1".repeat(32), parent: "2".repeat(32) });
  const parent = finding(null, { id: "2".repeat(32), severity: "warning" });
  model.apply({ at, findings: list(member, parent) }, true);
  expect(model.listedFindings()).toEqual([parent, member]);
  expect(model.openFindings()).toEqual([member, parent]);
});

describe("the board's rows", () => {
  test("a filled slot with an open critical stands before a failed one without", () => {
    const model = new BoardModel();
    const rows = [shown(named("good")), shown(named("bad"), "failed"), shown(named("rotten"))];
    const change = { at, series: list(...rows), findings: list(finding(named("rotten"))) };
    model.apply(change, true);
    expect(model.rows().map(({ series, tone }) => [series.asset, tone])).toEqual([
      ["rotten", "critical"],
      ["bad", "warning"],
      ["good", "good"],
    ]);
  });

  test("unknown is never good, whatever else is said of it", () => {
    for (const state of SLOT_STATES)
      expect(worstTone(state, ["info"]) === "good").toBe(state === "filled");
  });

  test("a whole board replaces what was known, a change adds to it", () => {
    const model = new BoardModel();
    model.apply({ at, series: list(shown(named("a")), shown(named("b"))) }, true);
    model.apply(
      { at, series: { ...list(shown(named("c"))), gone: [seriesId(named("a"))] } },
      false,
    );
    expect(model.rows().map(({ series }) => series.asset)).toEqual(["b", "c"]);
    model.apply({ at, series: list(shown(named("d"))) }, true);
    expect(model.rows().map(({ series }) => series.asset)).toEqual(["d"]);
  });

  test("says of which lists only the first items are known, until all are", () => {
    const model = new BoardModel();
    model.apply({ at, series: { ...list(shown(named("a"))), more: true } }, true);
    model.apply({ at, findings: list() }, false);
    expect([...model.cutLists]).toEqual(["series"]);
    model.apply({ at, series: list() }, false);
    expect([...model.cutLists]).toEqual([]);
  });

  test("counts findings about no series too, and series without a proof", () => {
    const model = new BoardModel();
    const { checks: _, copy, ...proof } = proofOf(named("a"));
    const proven = { ...proof, seriesId: seriesId(named("a")), ...copy, said: null };
    const rows = list(shown(named("a")), shown(named("b"), "late"));
    const findings = list(finding(null, { kind: "collector-silent" }));
    model.apply({ at, series: rows, findings, proofs: list(proven) }, true);
    const counts = model.counts(model.rows());
    expect(counts.open.critical).toBe(1);
    expect(counts.neverProven).toBe(1);
    expect(Object.fromEntries(counts.states)).toMatchObject({ filled: 1, late: 1, missing: 0 });
  });

  test("a resolved finding goes a day after", () => {
    const model = new BoardModel();
    const resolvedAt = instantToJson(NOON_MS);
    model.apply({ at, findings: list(finding(series(), { resolvedAt })) }, true);
    const afterHours = (hours: number) =>
      model.resolvedFindings(instantToJson(NOON_MS + hours * 3_600_000)).length;
    expect([afterHours(0), afterHours(24), afterHours(24.1)]).toEqual([1, 1, 0]);
  });
});

describe("the filter", () => {
  const row = (state: SlotState) => {
    const model = new BoardModel();
    const of = series({ asset: "Données", tenant: "Ünïté" });
    model.apply({ at, series: list(shown(of, state)) }, true);
    const [first] = model.rows();
    if (!first) throw new Error("no row");
    return first;
  };

  test.each([
    ["unite", true],
    ["DONNEES visitor", true],
    ["donnees globex", false],
    ["missing", true],
    ["manquante", true],
    ["filled", false],
    ["", true],
  ])("%j finds it: %s", (text, isFound) => {
    const filter = { text, states: new Set<SlotState>() };
    expect(matchesFilter(row("missing"), filter, WORDS.fr)).toBe(isFound);
  });

  test("keeps to the states that were chosen", () => {
    const filter = parseFilter("#state=missing,late,nonsense");
    expect(matchesFilter(row("missing"), filter, WORDS.en)).toBe(true);
    expect(matchesFilter(row("filled"), filter, WORDS.en)).toBe(false);
  });

  test("comes back from the address as it went there", () => {
    const states = fc.subarray(["missing", "late", "unknown", "filled"] as const);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), states, (text, chosen) => {
        const filter = { text: text.toWellFormed(), states: new Set<SlotState>(chosen) };
        const hash = new URL(`http://localhost/${formatFilter(filter)}`).hash;
        expect(parseFilter(hash)).toEqual({ ...filter, states: new Set(chosen) });
      }),
    );
  });
});

test("applying a difference to what was known gives what is", () => {
  const item = fc.record({ id: fc.constantFrom("a", "b", "c", "d"), value: fc.nat(3) });
  const items = fc.uniqueArray(item, { selector: ({ id }) => id });
  fc.assert(
    fc.property(items, items, (before, after) => {
      const diff = diffListing({ items: before, more: false }, { items: after, more: false });
      const held = new Map<string, unknown>(before.map((known) => [known.id, known]));
      for (const id of diff?.gone ?? []) held.delete(id);
      for (const changed of diff?.set ?? []) held.set(changed.id, changed);
      expect(held).toEqual(new Map(after.map((wanted) => [wanted.id, wanted])));
      const same = diffListing({ items: after, more: false }, { items: after, more: false });
      expect(same).toBeNull();
    }),
  );
});
