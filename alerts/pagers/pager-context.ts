import type { Clock } from "../../platform/clock/clock.ts";
import type { ProxyConfig } from "../../schemas/pagers/reach.ts";
import type { SecretSource } from "../../schemas/secret.ts";
import type { SignLink } from "../incoming/acknowledge-link.ts";
import type { Lang } from "../wording/words.ts";

/** What every pager is made with beside its own configuration. */
export type PagerContext = {
  /** Throws `OperatingError` where there is none. */
  readonly readSecret: (source: SecretSource) => string;
  readonly clock: Clock;
  /** Of what people read, where a pager has no language of its own. */
  readonly lang: Lang;
  /** By whose clocks people are told instants. */
  readonly zone: string;
  /** On the way to all receivers of HTTP that name none of their own. */
  readonly proxy?: ProxyConfig | undefined;
  /** Absent where nobody acknowledges by a link. */
  readonly signLink?: SignLink | undefined;
};
