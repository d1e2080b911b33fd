const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** So far from the finding that opened an incident others join it by their cause. */
export const GROUP_WINDOW_MS = 15 * MINUTE_MS;

/** What comes back so soon after it resolved is the same incident. */
export const REOPEN_WINDOW_MS = HOUR_MS;

/** An incident that came back so often within so long flaps. */
export const FLAP_REOPENINGS = 2;
export const FLAP_WINDOW_MS = 3 * HOUR_MS;

/** It flaps no longer once it has neither opened nor resolved for so long. */
export const CALM_MS = HOUR_MS;
