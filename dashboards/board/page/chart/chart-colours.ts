const COLOURS = {
  ink: "--ink",
  quiet: "--quiet",
  line: "--line",
  surface: "--surface",
  focus: "--focus",
  critical: "--critical",
  warning: "--warning",
  unknown: "--unknown",
  active: "--active",
  idle: "--idle",
  good: "--good",
} as const;

export type ChartTone = keyof typeof COLOURS;

/** The page's colours as a canvas takes them, light or dark as the page is now. */
export function readChartColours(within: HTMLElement): (tone: ChartTone, alpha?: number) => string {
  const probe = document.createElement("i");
  probe.hidden = true;
  within.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(
    Object.entries(COLOURS).map(([tone, name]) => [tone, read(name)]),
  );
  probe.remove();
  return (tone, alpha = 1) => {
    const colour = colours[tone] ?? "";
    return alpha === 1 ? colour : `color-mix(in srgb, ${colour} ${alpha * 100}%, transparent)`;
  };
}
