/** Where boards ask, as `provisioning/datasources` names it. */
export const DATA_SOURCES = {
  store: { type: "grafana-clickhouse-datasource", uid: "vigie-store" },
  metrics: { type: "prometheus", uid: "vigie-metrics" },
} as const;
