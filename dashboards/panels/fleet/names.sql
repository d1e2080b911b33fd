-- What: the names by which the boards filter: tenants, environments, products and sites.
-- Reads: series_states. Takes tenants: empty for all; search: a part of the name, in any case;
-- rowsMax, rowsBefore.
-- Returns field, value, series: how many bear it.
SELECT
    name.1 AS field,
    name.2 AS value,
    count() AS series
FROM
(
    SELECT arrayJoin(
        [
            ('tenant', toString(tenant)),
            ('environment', toString(environment)),
            ('product', toString(product)),
            ('site', toString(site))
        ]
    ) AS name
    FROM series_states
    WHERE empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant)
)
WHERE positionCaseInsensitiveUTF8(value, {search:String}) > 0
GROUP BY field, value
ORDER BY value, field
LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
