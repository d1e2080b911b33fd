-- What: incidents one by one: what nobody has acknowledged first, the worst and the newest of these; of those resolved,
-- those of the time. Reads: incidents, series_states.
-- Takes fromMs, toMs, states (open, acknowledged, unseen, resolved; empty for all), search, tenants, environments,
-- products, sites, seriesId, rowsMax, rowsBefore.
-- Returns id, standing, severity, kind, tenant, environment, product, site, place, series_id, asset, instance, opened_at,
-- resolved_at, acknowledged_at, acknowledged_by, assigned_to, findings, open_findings. Of incidents of no series `place`
-- is what their findings share, such as an instance or a collector. Of some tenants alone nothing is told of a cause that
-- is others' too: an incident that one leads is told by what leads of its tenant.
WITH page AS (
    SELECT
        multiIf(
            status = 'resolved' AND severity = 'critical' AND ifNull(acknowledged_at < asked_at, 1), 'unseen',
            status
        ) AS standing,
        if(series_id = '' AND empty({tenants:Array(String)}), JSONExtractString(cause, JSONLength(cause)), '') AS place,
        if(own_kind = '' OR empty({tenants:Array(String)}), kind, own_kind) AS told_kind,
        *
    FROM incidents
    WHERE (
            status != 'resolved'
            OR (
                resolved_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
                AND resolved_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
            )
        )
        AND (empty({states:Array(String)}) OR has({states:Array(String)}, standing))
        AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
        AND ({seriesId:String} = '' OR series_id = {seriesId:String})
        AND (
            {search:String} = ''
            OR positionCaseInsensitiveUTF8(
                concatWithSeparator('\n', id, told_kind, tenant, product, site, place, assigned_to, acknowledged_by),
                {search:String}
            ) > 0
            OR series_id IN (
                SELECT series_id FROM series_states
                WHERE positionCaseInsensitiveUTF8(concatWithSeparator('\n', asset, instance), {search:String}) > 0
            )
        )
    ORDER BY
        indexOf(['open', 'unseen', 'acknowledged', 'resolved'], standing),
        indexOf(['critical', 'warning', 'info'], severity),
        opened_at DESC,
        id
    LIMIT {rowsMax:UInt32} OFFSET {rowsBefore:UInt32}
)
SELECT
    page.id AS id,
    page.standing AS standing,
    page.severity AS severity,
    page.told_kind AS kind,
    page.tenant AS tenant,
    page.environment AS environment,
    page.product AS product,
    page.site AS site,
    page.place AS place,
    page.series_id AS series_id,
    named.asset AS asset,
    named.instance AS instance,
    page.opened_at AS opened_at,
    page.resolved_at AS resolved_at,
    page.acknowledged_at AS acknowledged_at,
    page.acknowledged_by AS acknowledged_by,
    page.assigned_to AS assigned_to,
    page.findings_count AS findings,
    page.open_count AS open_findings
FROM page
LEFT JOIN (
    SELECT series_id, asset, instance FROM series_states WHERE series_id IN (SELECT series_id FROM page)
) AS named ON named.series_id = page.series_id
ORDER BY
    indexOf(['open', 'unseen', 'acknowledged', 'resolved'], standing),
    indexOf(['critical', 'warning', 'info'], severity),
    opened_at DESC,
    id
