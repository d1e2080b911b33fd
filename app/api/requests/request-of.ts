import type { RequestError, RestoreRequest } from "../../../schemas/request.ts";
import type { Acted } from "../../../verifiers/requests/request-machine.ts";
import { notFound, Refusal } from "../refusal.ts";

/** The request that an act has led to; throws why it was not taken, as who asks is told. */
export function requestOf(acted: Acted): RestoreRequest {
  if (acted.ok) return acted.request;
  throw refusalOf(acted.error);
}

function refusalOf(error: RequestError): Refusal {
  switch (error.kind) {
    case "not-found":
      return notFound("request");
    case "already-open":
      return new Refusal(error.kind, `The same is asked for in ${error.id}, which is not over`, {
        subject: error.id,
      });
    case "wrong-state": {
      const hint = `It may be while a request is ${error.allowedIn.join(", ")}.`;
      return new Refusal(error.kind, `Not of a request that is ${error.state}`, { hint });
    }
    case "same-person":
      return new Refusal(error.kind, `${error.name} has ${error.did} it: another person approves`, {
        hint: "And not by a token that whoever opened or planned it gave.",
      });
    case "not-approved":
      return new Refusal(error.kind, "Nobody has approved it", {
        hint: "Over production, another person does.",
      });
    case "nothing-reached":
      return new Refusal(error.kind, "Its plan leads nowhere");
    case "changed":
      return new Refusal(error.kind, `It has changed: its revision is ${error.revision}`, {
        hint: "Look again.",
      });
  }
}
