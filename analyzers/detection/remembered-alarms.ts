import type { Alarms } from "./alarms.ts";
import { type Channel, type Channels, openChannel } from "./channels.ts";
import type { Sleeper, World } from "./world.ts";

type SetAlarm = { readonly atMs: number; readonly name: string };
type KeptChannel = Pick<Channel<Sleeper>, "watermarkMs" | "inventoriesMs"> & {
  readonly alarms: readonly SetAlarm[];
};
type Group = keyof Channels<Sleeper>["named"];
const GROUPS: readonly Group[] = ["collectors", "sources", "vaults"];

/** Who waits for what, as plain data: those who are woken by their names. */
export type RememberedAlarms = {
  readonly timers: readonly SetAlarm[];
  readonly lag: KeptChannel;
  readonly channels: readonly (KeptChannel & { readonly group: Group; readonly name: string })[];
};

export function rememberAlarms({ timers, channels }: Pick<World, "timers" | "channels">) {
  return {
    timers: listAlarms(timers),
    lag: keepChannel(channels.lag),
    channels: GROUPS.flatMap((group) =>
      [...channels.named[group]].map(([name, channel]) => {
        return { group, name, ...keepChannel(channel) };
      }),
    ),
  };
}

export function restoreAlarms(
  { timers, channels }: Pick<World, "timers" | "channels">,
  remembered: RememberedAlarms,
  find: (name: string) => Sleeper,
): void {
  const restore = (channel: Channel<Sleeper>, kept: KeptChannel) => {
    channel.watermarkMs = kept.watermarkMs;
    channel.inventoriesMs = kept.inventoriesMs;
    setAlarms(channel.alarms, kept.alarms, find);
  };
  setAlarms(timers, remembered.timers, find);
  restore(channels.lag, remembered.lag);
  for (const kept of remembered.channels)
    restore(openChannel(channels.named[kept.group], kept.name), kept);
}

function keepChannel({ watermarkMs, inventoriesMs, alarms }: Channel<Sleeper>): KeptChannel {
  return { watermarkMs, inventoriesMs, alarms: listAlarms(alarms) };
}

function listAlarms(alarms: Alarms<Sleeper>): readonly SetAlarm[] {
  return alarms.list().map(({ atMs, who }) => ({ atMs, name: who.name }));
}

function setAlarms(
  alarms: Alarms<Sleeper>,
  kept: readonly SetAlarm[],
  find: (name: string) => Sleeper,
): void {
  for (const { atMs, name } of kept) alarms.set(atMs, find(name));
}
