-- What: who was said to own a series, how much it matters, and what to do, the word that names most
-- of its attributes first, of equals the latest.
-- Reads: events. Takes: series_id, tenant, environment, product, site, asset_kind, instance, asset,
-- backup_type (String). Returns owner, criticality, runbook; '' where it was not said.
SELECT
    JSONExtractString(body, 'data', 'owner') AS owner,
    JSONExtractString(body, 'data', 'criticality') AS criticality,
    JSONExtractString(body, 'data', 'runbook') AS runbook
FROM events
-- A part of a series has no id: the key of the table finds both at once.
WHERE series_id IN ('', {series_id:String})
  AND type = 'vigie.asset.expected.v1'
  AND tenant = {tenant:String}
  AND environment IN ('', {environment:String})
  AND product IN ('', {product:String})
  AND site IN ('', {site:String})
  AND asset_kind IN ('', {asset_kind:String})
  AND instance IN ('', {instance:String})
  AND asset IN ('', {asset:String})
  AND backup_type IN ('', {backup_type:String})
ORDER BY
    arrayCount(name -> name != '', [toString(environment), toString(product), toString(site),
      toString(asset_kind), instance, asset, toString(backup_type)]) DESC,
    time DESC
LIMIT 10
