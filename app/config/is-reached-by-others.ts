import type { Config } from "../../schemas/config.ts";
import { isLoopback } from "./is-loopback.ts";

type Listen = Pick<Config["listen"], "host" | "behindProxy" | "publicUrl">;

/**
 * Whether others than this machine's own people may reach what listens: by its host, through a
 * proxy, or as an address that is told to others shows.
 */
export function isReachedByOthers({ host, behindProxy, publicUrl }: Listen): boolean {
  if (!isLoopback(host) || behindProxy === true) return true;
  return publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname);
}
