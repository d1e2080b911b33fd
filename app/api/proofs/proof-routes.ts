import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../../platform/store/store.ts";
import type { Principal } from "../../../schemas/access.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { PROOF_LEVELS, proofSchema } from "../../../schemas/proof.ts";
import { idAsked } from "../asked.ts";
import { pageOf, pagingShape, readPage } from "../paging.ts";
import { notFound } from "../refusal.ts";
import { defineFile, defineRoute, type Route } from "../route.ts";
import { readSeries } from "../series/read-series.ts";

const LIST_SQL = readFileSync(new URL("./list-proofs.sql", import.meta.url), "utf8");
const ONE_SQL = readFileSync(new URL("./one-proof.sql", import.meta.url), "utf8");
const EVER_MS = Number.MAX_SAFE_INTEGER;

const common = {
  ...{ id: z.string(), series: z.string(), runId: z.string() },
  role: proofSchema.shape.copy.shape.role,
  ...{ vault: z.string(), uri: z.string() },
  wanted: z.enum(PROOF_LEVELS),
  level: z.enum(PROOF_LEVELS).nullable(),
  outcome: proofSchema.shape.outcome,
  failure: proofSchema.shape.failure,
  restoreSeconds: z.number().nullable(),
};
const storedInstant = z.coerce.number().transform(instantToJson);
const proofRow = z.object({ ...common, startedAt: storedInstant, finishedAt: storedInstant });
const instant = z.iso.datetime();
const proofAnswer = z.object({ ...common, startedAt: instant, finishedAt: instant });
type ProofAnswer = z.infer<typeof proofAnswer>;

const place = {
  schema: z.tuple([z.int(), z.string()]),
  of: ({ finishedAt, id }: ProofAnswer): [number, string] => [Date.parse(finishedAt), id],
};

const list = defineRoute({
  ...{ method: "GET", path: "/series/:series/proofs", right: "read", tag: "proofs" },
  summary: "The proofs of one series, the newest first",
  params: z.strictObject({ series: idAsked }),
  query: z.strictObject(pagingShape),
  answer: pageOf(proofAnswer),
  handle: async ({ principal, params, query }, { store }) => {
    await readSeries(store, params.series, principal);
    const filter = { seriesId: params.series, tenants: principal.tenants ?? [] };
    return readPage(query, place, (last, rowsMax) => {
      const [lastMs, lastId] = last ?? [EVER_MS, ""];
      return store.query(LIST_SQL, { ...filter, lastMs, lastId, rowsMax }, proofRow);
    });
  },
});

const one = defineRoute({
  ...{ method: "GET", path: "/proofs/:proof", right: "read", tag: "proofs" },
  summary: "One proof with all its checks",
  params: z.strictObject({ proof: idAsked }),
  answer: proofSchema,
  handle: async ({ principal, params }, { store }) =>
    proofSchema.parse(JSON.parse(await readDocument(store, params.proof, principal))),
});

const document = defineFile({
  ...{ method: "GET", path: "/proofs/:proof/document", right: "read", tag: "proofs" },
  summary: "The signed document of a proof, for vigie report check",
  params: z.strictObject({ proof: idAsked }),
  types: ["application/json"],
  handle: async ({ principal, params }, { store }) => {
    const body = await readDocument(store, params.proof, principal);
    const name = `proof-${params.proof}.json`;
    return { name, type: "application/json", bytes: Buffer.from(body) };
  },
});

async function readDocument(store: Store, id: string, { tenants }: Principal): Promise<string> {
  const row = z.object({ body: z.string() });
  const [found] = await store.query(ONE_SQL, { id, tenants: tenants ?? [] }, row);
  if (!found) throw notFound("proof");
  return found.body;
}

export const PROOF_ROUTES: readonly Route[] = [list, one, document];
