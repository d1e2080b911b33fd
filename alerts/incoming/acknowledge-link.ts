import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";

/** Who may acknowledge which incident by a link, and until when. */
export type LinkClaim = {
  readonly incident: string;
  readonly by: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly untilMs: number;
};

const linkSchema = z.object({
  by: z.string().min(1).max(320),
  until: z.string().regex(/^[0-9]{1,12}$/),
  signature: z.string().regex(/^[\w-]{43}$/),
});

/** How links are signed, and for how long they are good. */
export type Links = { readonly secret: string; readonly validForMs: number };

/** Signs a link by which one person acknowledges an incident. */
export type SignLink = (incident: string, by: string) => string;

/** What signs links from now on. */
export function createLinkSigner(
  { secret, validForMs }: Links,
  { boardUrl, clock }: { readonly boardUrl: string; readonly clock: Clock },
): SignLink {
  return (incident, by) => {
    const untilMs = Math.ceil((clock.nowMs() + validForMs) / 1_000) * 1_000;
    return signAcknowledgeLink({ incident, by, untilMs }, boardUrl, secret);
  };
}

/** The address at which one person acknowledges one incident, for as long as the claim says. */
function signAcknowledgeLink(claim: LinkClaim, boardUrl: string, secret: string): string {
  const url = new URL(`incidents/${claim.incident}/acknowledge`, boardUrl);
  url.searchParams.set("by", claim.by);
  url.searchParams.set("until", String(claim.untilMs / 1_000));
  url.searchParams.set("signature", signatureOf(claim, secret));
  return url.href;
}

/** The claim of a link that was signed with this secret and still holds; null of any other. */
export function readAcknowledgeLink(
  incident: string,
  query: unknown,
  { secret, nowMs }: { readonly secret: string; readonly nowMs: number },
): LinkClaim | null {
  const read = linkSchema.safeParse(query);
  if (!read.success) return null;
  const { by, until, signature } = read.data;
  const claim = { incident, by, untilMs: Number(until) * 1_000 };
  const expected = Buffer.from(signatureOf(claim, secret));
  if (!timingSafeEqual(Buffer.from(signature), expected)) return null;
  return nowMs <= claim.untilMs ? claim : null;
}

/** HMAC-SHA-256 over the claim, in base64url. */
function signatureOf({ incident, by, untilMs }: LinkClaim, secret: string): string {
  const said = JSON.stringify(["acknowledge", incident, by, untilMs]);
  return createHmac("sha256", secret).update(said).digest("base64url");
}
