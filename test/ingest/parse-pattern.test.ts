import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePattern } from "../../ingest/directory/parse-pattern.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";

describe("parsePattern() reads series and run from a path", () => {
  const { asset: _asset, product: _product, tenant: _tenant, ...rest } = VISITOR_DB;
  const table: [pattern: string, path: string, values: object | null][] = [
    [
      "{tenant}/{product}/{asset}_{run}.sql.gz",
      "acme/visitor/db_2026-11-20.sql.gz",
      {
        tenant: "acme",
        product: "visitor",
        asset: "db",
        runId: "2026-11-20",
      },
    ],
    [
      "{tenant}/{product}/{asset}_{run}.sql.gz",
      "acme/visitor/db_a_b.sql.gz",
      {
        asset: "db",
        runId: "a_b",
      },
    ],
    [
      "{tenant}/{product}/{asset}_{run}.sql.gz",
      "acme/visitor/db_x.sql.gz.sql.gz",
      {
        runId: "x.sql.gz",
      },
    ],
    ["{tenant}/{product}/{asset}_{run}.sql.gz", "acme/visitor/_x.sql.gz", null],
    ["{tenant}/{product}/{asset}_{run}.sql.gz", "acme/visitor/db_.sql.gz", null],
    ["{tenant}/{product}/{asset}_{run}.sql.gz", "acme/visitor/db_x.sql.gz.old", null],
    ["{tenant}/{product}/{asset}_{run}.sql.gz", "acme/visitor/more/db_x.sql.gz", null],
    ["{tenant}/{product}/{asset}_{run}.sql.gz", "db_x.sql.gz", null],
    ["{tenant}/{product}/{asset}_{run}.sql.gz", "acme/visitor/d\nb_x.sql.gz", { asset: "d\nb" }],
    ["{tenant}/{product}/{asset}_{run}.sql.gz", `acme/visitor/a_${"r".repeat(513)}.sql.gz`, null],
    [
      "{tenant}-{product}/*/{asset}/{run}",
      "acme-visitor/anything/db/7",
      {
        tenant: "acme",
        product: "visitor",
        asset: "db",
        runId: "7",
      },
    ],
    ["{tenant}/{product}/{asset}/*-{run}-*.bak", "a/b/c/x-y-z-1.bak", { runId: "y" }],
    ["{tenant}/{product}/{asset}/[{run}].(bak)", "a/b/c/[1].(bak)", { runId: "1" }],
    ["{tenant}/{product}/{asset}/[{run}].(bak)", "a/b/c/1.bak", null],
  ];

  test.each(table)("%s on %j", (pattern, path, values) => {
    const meaning = parsePattern(pattern, rest)(path);
    if (values === null) expect(meaning).toBeNull();
    else
      expect({ runId: meaning?.runId, ...meaning?.series }).toMatchObject({ ...rest, ...values });
  });

  test("and takes no environment that there is not", () => {
    const { environment: _environment, ...others } = VISITOR_DB;
    const meaningOf = parsePattern("{environment}/{run}", others);
    expect(meaningOf("production/1")?.series).toEqual(VISITOR_DB);
    expect(meaningOf("Production/1")).toBeNull();
  });
});

describe("parsePattern() refuses a pattern that can never give a whole series and a run", () => {
  const table: [pattern: string, defaults: Partial<Series>, message: RegExp][] = [
    [
      "{tenant}/{run}",
      { product: "p" },
      /environment, site, assetKind, instance, asset, backupType/,
    ],
    ["{tenant}.sql", VISITOR_DB, /gives run/],
    ["{tenent}/{run}", VISITOR_DB, /\{tenent\} is none of tenant/],
    ["{asset}/{asset}/{run}", VISITOR_DB, /\{asset\} comes twice/],
    ["{asset}{run}", VISITOR_DB, /nothing parts two/],
    ["{run}*", VISITOR_DB, /nothing parts two/],
    ["{run", VISITOR_DB, /a \{ has no partner/],
    ["a//{run}", VISITOR_DB, /part between two \/ is empty/],
  ];

  test.each(table)("%s", (pattern, defaults, message) => {
    expect(() => parsePattern(pattern, defaults)).toThrow(OperatingError);
    expect(() => parsePattern(pattern, defaults)).toThrow(message);
  });
});

test("parsePattern() finds again what was put in, for any name without the text between", () => {
  const meaningOf = parsePattern("{tenant}/x_{asset}__{run}.gz", VISITOR_DB);
  const name = fc.string({ minLength: 1, unit: "binary" }).filter((text) => !/[_/.]/.test(text));
  fc.assert(
    fc.property(name, name, name, (tenant, asset, run) => {
      const meaning = meaningOf(`${tenant}/x_${asset}__${run}.gz`);
      expect(meaning).toEqual({
        series: { ...VISITOR_DB, tenant: tenant.normalize("NFC"), asset: asset.normalize("NFC") },
        runId: run,
      });
    }),
  );
});
