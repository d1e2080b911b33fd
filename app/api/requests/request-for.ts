import { seesTenant } from "../../../schemas/access.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import { seriesId } from "../../../schemas/series.ts";
import { readRequest } from "../../../verifiers/requests/request-rows.ts";
import { settleRequests } from "../../../verifiers/requests/settle-request.ts";
import type { ApiGround } from "../api-ground.ts";
import { notFound } from "../refusal.ts";
import type { RawRequest } from "../route.ts";

type Asking = Pick<RawRequest, "principal" | "about" | "nowMs">;

/** A request that who asks may see, with what its sandbox has shown by now; else it isn't there. */
export async function requestFor(
  id: string,
  { principal, about, nowMs }: Asking,
  { state, store }: Pick<ApiGround, "state" | "store">,
): Promise<RestoreRequest> {
  const request = await readRequest(state, id);
  if (!request || !seesTenant(principal, request.series.tenant)) throw notFound("request");
  about({ tenant: request.series.tenant, series: seriesId(request.series) });
  if (request.state !== "executing") return request;
  await settleRequests({ state, store }, nowMs);
  return (await readRequest(state, id)) ?? request;
}
