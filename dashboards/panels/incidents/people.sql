-- What: who was said to own a series, how much it matters, and what to do: each by the word that names most of its
-- attributes, of equals by the latest. Reads: series_states, events. Takes seriesId, tenants.
-- Returns at most one row: owner, criticality, runbook, each empty where it was not said.
WITH
    (
        SELECT tuple(tenant, environment, product, site, asset_kind, instance, asset, backup_type)
        FROM series_states
        WHERE series_id = {seriesId:String}
            AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
        LIMIT 1
    ) AS whole
SELECT
    argMaxIf(said_owner, rank, said_owner != '') AS owner,
    argMaxIf(said_criticality, rank, said_criticality != '') AS criticality,
    argMaxIf(said_runbook, rank, said_runbook != '') AS runbook
FROM (
    SELECT
        JSONExtractString(body, 'data', 'owner') AS said_owner,
        JSONExtractString(body, 'data', 'criticality') AS said_criticality,
        JSONExtractString(body, 'data', 'runbook') AS said_runbook,
        (
            arrayCount(name -> name != '', [toString(environment), toString(product), toString(site),
                toString(asset_kind), instance, asset, toString(backup_type)]),
            time
        ) AS rank
    FROM events
    -- A part of a series has no id: the key of the table finds both at once.
    WHERE series_id IN ('', {seriesId:String})
        AND type = 'vigie.asset.expected.v1'
        AND tenant = whole.1
        AND environment IN ('', whole.2)
        AND product IN ('', whole.3)
        AND site IN ('', whole.4)
        AND asset_kind IN ('', whole.5)
        AND instance IN ('', whole.6)
        AND asset IN ('', whole.7)
        AND backup_type IN ('', whole.8)
)
HAVING count() > 0
