import { z } from "zod";
import { decisionSchema } from "../../schemas/decision.ts";
import { findingSchema } from "../../schemas/finding.ts";
import { policySchema } from "../../schemas/policy.ts";
import { proofSchema } from "../../schemas/proof.ts";
import { REFUSAL_CODES } from "../../schemas/refusal-code.ts";
import { requestSchema } from "../../schemas/request.ts";
import { API_PREFIX, type RouteHead } from "./route.ts";

type Json = z.infer<ReturnType<typeof z.json>>;
type JsonObject = { [name: string]: Json };

const REFERENCE = "#/components/schemas/";
const PANELS = "panels";
const SHARED = "__shared";
const SHARED_REFERENCE = /"#\/components\/schemas\/__shared#\/\$defs\/\w+"/g;

const jsonObject = z.record(z.string(), z.json());

const errorSchema = z.object({
  code: z.enum(REFUSAL_CODES).meta({ description: "Why, for programs" }),
  error: z.string(),
  hint: z.string().optional(),
  subject: z.string().optional().meta({ description: "What it names" }),
});

/** What many answers hold, by the name under which it is described once. */
const COMPONENTS = {
  Decision: decisionSchema,
  Error: errorSchema,
  Finding: findingSchema,
  Policy: policySchema,
  Proof: proofSchema,
  RestoreRequest: requestSchema,
} as const satisfies Record<string, z.ZodType>;

const REFUSALS = {
  400: "What was asked can't be read",
  401: "Nobody is signed in, or the token is none",
  403: "Who asks may not",
  404: "There is no such thing, or it is another tenant's",
  409: "It can't be done as things are",
  413: "The body is too large",
  429: "Too much was asked at once",
  503: "The store can't be asked now; `retry-after` says when to ask again",
} as const;

/** What a cookie stands for changes nothing without `csrf` of `GET /session`. */
const CHANGING = [{ token: [] }, { session: [], csrf: [] }];

/** The API's routes as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html). */
export function describeApi(routes: readonly RouteHead[]): JsonObject {
  const schemas = describeSchemas(routes);
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = `${API_PREFIX}${route.path}`.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, schemas) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Vigie",
      version: "1",
      description:
        "Instants are RFC 3339; sizes are bytes, as decimal strings beyond 2^53 - 1. A tenant's " +
        "token sees that tenant alone: all else is not there.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(
        [...schemas].filter(([name]) => !name.includes(".")).map(([name, of]) => [name, of]),
      ),
      parameters: sharedParameters(routes, schemas),
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([status, description]) => [
          `Refusal${status}`,
          { description, content: jsonOf({ $ref: `${REFERENCE}Error` }) },
        ]),
      ),
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "vigie" },
        csrf: { type: "apiKey", in: "header", name: "x-vigie-csrf" },
      },
    },
  };
}

function describe(route: RouteHead, schemas: ReadonlyMap<string, JsonObject>): JsonObject {
  const { method, tag, summary, right, isWhole, status, body } = route;
  const id = idOf(route);
  const whole = isWhole ? " For who may see all tenants." : "";
  return {
    ...{ operationId: id, tags: [tag], summary },
    description: right === null ? "For anybody." : `Takes the right \`${right}\`.${whole}`,
    ...(right === null ? { security: [] } : method !== "GET" && { security: CHANGING }),
    parameters: [...parametersOf(schemas.get(`${id}.params`), "path"), ...queryOf(route, schemas)],
    ...(body && {
      requestBody: { required: true, content: jsonOf(schemas.get(`${id}.body`) ?? {}) },
    }),
    responses: {
      [status]: { description: "Done", ...contentOf(route, schemas) },
      ...Object.fromEntries(
        Object.keys(REFUSALS)
          .filter((refusal) => method !== "GET" || !["409", "413"].includes(refusal))
          .map((refusal) => [refusal, { $ref: `#/components/responses/Refusal${refusal}` }]),
      ),
    },
  };
}

function contentOf(route: RouteHead, schemas: ReadonlyMap<string, JsonObject>): JsonObject {
  const { answer } = route;
  if (answer.kind === "none") return {};
  if (answer.kind === "json")
    return { content: jsonOf(partOf(schemas.get(`${idOf(route)}.answer`))) };
  return { content: Object.fromEntries(answer.types.map((type) => [type, {}])) };
}

function partOf(schema: JsonObject | undefined): JsonObject {
  return z.tuple([jsonObject]).parse(schema?.["prefixItems"])[0];
}

function jsonOf(schema: JsonObject): JsonObject {
  return { "application/json": { schema } };
}

/** All panels are asked alike: that is described once. */
function queryOf(route: RouteHead, schemas: ReadonlyMap<string, JsonObject>): JsonObject[] {
  const query = parametersOf(schemas.get(`${idOf(route)}.query`), "query");
  if (route.tag !== PANELS) return query;
  return query.map(({ name }) => ({ $ref: `#/components/parameters/${PANELS}.${name}` }));
}

function sharedParameters(
  routes: readonly RouteHead[],
  schemas: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const panel = routes.find(({ tag }) => tag === PANELS);
  const query = panel ? parametersOf(schemas.get(`${idOf(panel)}.query`), "query") : [];
  return Object.fromEntries(query.map((of) => [`${PANELS}.${of["name"]}`, of]));
}

function parametersOf(schema: JsonObject | undefined, where: "path" | "query"): JsonObject[] {
  const { properties = {}, required = [] } = schema ?? {};
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties ?? {}).map(([name, of]) => ({
    ...{ name, in: where, required: needed.has(name) },
    schema: of,
  }));
}

/** `getSeriesProofs`: unique, as method and path are. */
function idOf({ method, path }: RouteHead): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const name = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
  return `${method.toLowerCase()}${name}`;
}

/** The JSON Schemas of all routes and components by their names, with references among them. */
function describeSchemas(routes: readonly RouteHead[]): ReadonlyMap<string, JsonObject> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  for (const route of routes) {
    const id = idOf(route);
    const { params, query, body, answer } = route;
    const add = (schema: z.ZodType, of: string) => registry.add(schema.clone(), { id: of });
    add(params, `${id}.params`);
    add(query, `${id}.query`);
    if (body) add(body, `${id}.body`);
    // A part of another: what is a component itself is referred to by its name.
    if (answer.kind === "json") add(z.tuple([answer.schema]), `${id}.answer`);
  }
  const { schemas } = z.toJSONSchema(registry, {
    io: "input",
    uri: (id) => `${REFERENCE}${id}`,
    override: ({ jsonSchema }) => {
      // The format says it in a word.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return new Map(Object.entries(schemas).flatMap(([name, schema]) => flatten(name, schema)));
}

/** A schema that is shared without a name of its own is any JSON: its values hold themselves. */
function flatten(name: string, schema: unknown): readonly (readonly [string, JsonObject])[] {
  const text = JSON.stringify(schema).replaceAll(SHARED_REFERENCE, `"${REFERENCE}Json"`);
  const { $schema: _schema, $id: _id, $defs, ...rest } = jsonObject.parse(JSON.parse(text));
  if (name !== SHARED) return [[name, rest]];
  const [first] = Object.values(jsonObject.parse($defs));
  return [["Json", jsonObject.parse(first)]];
}
