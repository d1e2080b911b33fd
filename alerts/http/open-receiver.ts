import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { AddressConfig, ProxyConfig, ReachConfig } from "../../schemas/pagers/reach.ts";
import type { PagerContext } from "../pagers/pager-context.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";

/** Shorter parts of an address are its words, such as `services`. */
const PART_LENGTH_MIN = 9;

type ReceiverConfig = ReachConfig & { readonly name: string; readonly url: AddressConfig };

export type Receiver = { readonly url: URL; readonly client: HttpClient };

/**
 * The address of a pager's receiver, and what reaches it; `secrets` are those besides its address.
 * Throws `OperatingError` where either cannot be used.
 */
export function openReceiver(
  { name, url, proxy, timeout, ...reach }: ReceiverConfig,
  context: Pick<PagerContext, "readSecret" | "clock" | "proxy">,
  secrets: readonly string[] = [],
): Receiver {
  const address = typeof url === "string" ? url : context.readSecret(url);
  const parsed = httpAddress(address);
  if (parsed === null) {
    throw new OperatingError(`Cannot use pager ${name} as its URL is not http or https`, {
      retryable: false,
      hint: "Give `url` of this pager an address that starts with https://",
    });
  }
  const client = createHttpClient(
    { ...reach, timeoutMs: timeout, proxy: readProxy(proxy ?? context.proxy, name, context) },
    {
      clock: context.clock,
      secrets: [...secrets, ...(typeof url === "string" ? [] : secretsOf(address))],
    },
  );
  return { url: parsed, client };
}

/** An address that is a secret, and the parts of it that make it one. */
function secretsOf(address: string): readonly string[] {
  const url = URL.parse(address);
  const parts = [...(url?.pathname.split("/") ?? []), ...(url?.searchParams.values() ?? [])];
  return [address, ...parts.filter(({ length }) => length >= PART_LENGTH_MIN)];
}

function readProxy(
  proxy: ProxyConfig | undefined,
  name: string,
  { readSecret }: Pick<PagerContext, "readSecret">,
): string | undefined {
  if (proxy === undefined || proxy === "none") return undefined;
  const address = typeof proxy === "string" ? proxy : readSecret(proxy);
  if (httpAddress(address) !== null) return address;
  throw new OperatingError(`Cannot use pager ${name} as its proxy is no address`, {
    retryable: false,
    hint: "Give `proxy` an address such as http://proxy.example.com:3128",
  });
}

function httpAddress(text: string): URL | null {
  const url = URL.parse(text);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : null;
}
