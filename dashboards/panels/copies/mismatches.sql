-- What: copies that are open as differing, changed, damaged, lost or missing, the worst and the newest first.
-- A common cause is left out, as its members are listed. Reads: findings.
-- Takes tenants, environments, products, sites, seriesId, search, rowsMax, rowsBefore.
-- Returns id, kind, severity, tenant, series_id, asset, vault, opened_at, summary_en, summary_fr.
SELECT
    id,
    kind,
    severity,
    tenant,
    series_id,
    JSONExtractString(body, 'series', 'asset') AS asset,
    JSONExtractString(body, 'copy', 'vault') AS vault,
    opened_at,
    JSONExtractString(body, 'summary', 'en') AS summary_en,
    JSONExtractString(body, 'summary', 'fr') AS summary_fr
FROM findings
WHERE resolved_at IS NULL
    AND kind IN (
        'copy-missing', 'copy-lost', 'copy-changed', 'copy-damaged', 'copy-size-mismatch', 'copy-checksum-mismatch'
    )
    AND NOT (series_id = '' AND JSONHas(body, 'evidence', 'members'))
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)})
        OR has({environments:Array(String)}, JSONExtractString(body, 'series', 'environment')))
    AND (empty({products:Array(String)})
        OR has({products:Array(String)}, JSONExtractString(body, 'series', 'product')))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, JSONExtractString(body, 'series', 'site')))
    AND ({seriesId:String} = '' OR series_id = {seriesId:String})
    AND ({search:String} = '' OR positionCaseInsensitiveUTF8(summary_en, {search:String}) > 0
        OR positionCaseInsensitiveUTF8(vault, {search:String}) > 0)
ORDER BY indexOf(['critical', 'warning', 'info'], severity), opened_at DESC, id
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
