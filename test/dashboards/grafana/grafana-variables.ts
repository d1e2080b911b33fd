/**
 * What Grafana itself puts in place.
 * Source: https://grafana.com/docs/grafana/latest/dashboards/variables/add-template-variables/.
 */
export const VARIABLES_OF_GRAFANA: readonly string[] = [
  "__from",
  "__to",
  "__timezone",
  "__all",
  "__data",
  "__url_time_range",
];
