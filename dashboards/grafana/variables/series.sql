-- What: series to choose one from, those with something open first.
-- Reads: series_states. Takes tenants, environments, products, sites: empty for all; search: words, each part of a name.
-- Returns value (the series' id), text.
SELECT
    series_id AS value,
    concat(asset, ' · ', instance, ' · ', backup_type, ' · ', site, ' · ', tenant, ' · ', environment) AS text
FROM series_states
WHERE (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
    AND arrayAll(
        word -> positionCaseInsensitiveUTF8(concat(asset, '\n', instance, '\n', tenant, '\n', site), word) > 0,
        arraySlice(splitByWhitespace({search:String}), 1, 8))
ORDER BY
    indexOf(['missing', 'stuck', 'failed', 'late', 'unprotected', 'unknown'], state) = 0,
    text,
    series_id
LIMIT {rowsMax:UInt32}
