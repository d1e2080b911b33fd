const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)$/;

/** Prometheus's text, as values by name and labels: `name{a="b"}`, the labels in their order. */
export function readMetrics(text: string): ReadonlyMap<string, number> {
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const found = SAMPLE.exec(line);
        if (!found) throw new Error(`no sample of a metric: ${line}`);
        const [, name = "", labels, value] = found;
        return [labels === undefined ? name : `${name}{${labels}}`, Number(value)];
      }),
  );
}
