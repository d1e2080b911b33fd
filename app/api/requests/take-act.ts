import { z } from "zod";
import { type RestoreRequest, requestSchema } from "../../../schemas/request.ts";
import { requestIdSchema } from "../../../schemas/request-id.ts";
import type { Acted, Said } from "../../../verifiers/requests/request-machine.ts";
import type { ApiGround } from "../api-ground.ts";
import { reasonAsked } from "../decisions/decide.ts";
import type { RawRequest } from "../route.ts";
import { requestFor } from "./request-for.ts";
import { requestOf } from "./request-of.ts";

export const requestParams = z.strictObject({ request: requestIdSchema });

/** What the routes of all acts on a request have in common. */
export const ACT = {
  method: "POST",
  tag: "requests",
  params: requestParams,
  body: z.strictObject({
    reason: reasonAsked,
    revision: z.int().positive().optional().meta({ description: "How many steps were looked at" }),
  }),
  answer: requestSchema,
} as const;

type Acting = Pick<RawRequest, "principal" | "about" | "nowMs"> & {
  readonly params: z.infer<typeof requestParams>;
  readonly body: z.infer<typeof ACT.body>;
};

/** Takes one act on a request in the name of who asks, where they may see it. */
export async function takeAct(
  { params: { request: id }, body: { reason, revision }, ...acting }: Acting,
  ground: ApiGround,
  take: (id: string, said: Said) => Promise<Acted>,
): Promise<RestoreRequest> {
  await requestFor(id, acting, ground);
  const said = { reason, revision, author: acting.principal.name, atMs: acting.nowMs };
  return requestOf(await take(id, said));
}
