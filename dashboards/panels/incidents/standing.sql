-- What: how incidents stand now: open, acknowledged, and unseen (critical, resolved by itself, acknowledged by nobody) of
-- those resolved within the time. Reads: incidents. Takes fromMs, toMs, tenants, environments, products, sites.
-- Returns standing, severity, incidents, oldest_at, findings.
SELECT
    if(status = 'resolved', 'unseen', status) AS standing,
    severity,
    count() AS incidents,
    min(opened_at) AS oldest_at,
    sum(findings_count) AS findings
FROM incidents
WHERE (
        status != 'resolved'
        OR (
            resolved_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
            AND resolved_at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
            AND severity = 'critical'
            AND ifNull(acknowledged_at < asked_at, 1)
        )
    )
    AND (empty({tenants:Array(String)}) OR has({tenants:Array(String)}, tenant))
    AND (empty({environments:Array(String)}) OR has({environments:Array(String)}, environment))
    AND (empty({products:Array(String)}) OR has({products:Array(String)}, product))
    AND (empty({sites:Array(String)}) OR has({sites:Array(String)}, site))
GROUP BY standing, severity
ORDER BY indexOf(['open', 'unseen', 'acknowledged'], standing), indexOf(['critical', 'warning', 'info'], severity)
