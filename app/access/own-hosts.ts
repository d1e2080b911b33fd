import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "../config/is-loopback.ts";

const WEB = ["http:", "https:"];

/** By what names a browser may call us. */
export type OwnHosts = {
  /**
   * Whether all hosts that the request was sent to are ours: a page of another name that was
   * pointed to our address (DNS rebinding) calls us by that name.
   */
  readonly isOurs: (headers: IncomingHttpHeaders) => boolean;
  /** Whether the page that sent it, where a browser says so, is ours. */
  readonly isOwnOrigin: (headers: IncomingHttpHeaders, host: string) => boolean;
};

/** `publicUrl` is where people reach us through a proxy, if they do. */
export function createOwnHosts(publicUrl: string | undefined): OwnHosts {
  const known = publicUrl === undefined ? null : new URL(publicUrl);
  const isKnown = (host: string) => {
    const name = URL.parse(`http://${host}`)?.hostname;
    return name !== undefined && (isLoopback(name) || name === known?.hostname);
  };
  return {
    isOurs: (headers) => hostsOf(headers).every(isKnown),
    isOwnOrigin({ origin }, host) {
      if (origin === undefined || origin === known?.origin) return true;
      const page = URL.parse(origin);
      if (page === null || !WEB.includes(page.protocol)) return false;
      // As origins are written: without the port where it is the scheme's usual one.
      return page.host === URL.parse(`${page.protocol}//${host}`)?.host;
    },
  };
}

/** As it was sent to us, and to the proxies before us; never none. */
function hostsOf(headers: IncomingHttpHeaders): readonly string[] {
  const forwarded = [headers["x-forwarded-host"] ?? []].flat();
  const hosts = forwarded.flatMap((list) => list.split(",").map((host) => host.trim()));
  return [headers.host ?? "", ...hosts];
}
