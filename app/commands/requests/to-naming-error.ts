import type { RequestError } from "../../../schemas/request.ts";
import { NamingError } from "../naming-error.ts";

/** Why an act on a request was not taken, as the command line says it. */
export function toNamingError(error: RequestError): NamingError {
  switch (error.kind) {
    case "not-found":
      return new NamingError(`There is no request ${error.id}`, "`vigie request show` lists them.");
    case "already-open":
      return new NamingError(
        `The request ${error.id} asks for the same and is not over`,
        `Go on with it: vigie request show ${error.id}`,
      );
    case "wrong-state":
      return new NamingError(
        `It can't be done to a request that is ${error.state}`,
        `${error.act} is for those that are ${error.allowedIn.join(", ")}.`,
      );
    case "same-person":
      return new NamingError(
        `${error.name} has ${error.did} it, and can't approve it`,
        "Approval takes another person than who asked, opened and planned.",
      );
    case "not-approved":
      return new NamingError(
        "A restore over production takes the approval of another person",
        "`vigie request approve` says it, by somebody who neither asked, opened nor planned.",
      );
    case "nothing-reached":
      return new NamingError(
        "Its plan leads nowhere",
        "Plan it again once a copy is back, or withdraw it and ask for one of the nearest points.",
      );
    case "changed":
      return new NamingError(
        `It is at revision ${error.revision} by now`,
        "Look at it again first: vigie request show",
      );
  }
}
