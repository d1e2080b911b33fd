-- What: one mark per tenant and kind of thing that boards show, which changes whenever any of
-- these things does; what is no tenant's stands under the empty name.
-- Reads: series_state_rows, findings, proofs, decisions, incidents. Takes nothing.
-- Returns tenant, series, findings, proofs, decisions, incidents.
SELECT
    tenant,
    toString(groupBitXorIf(mark, list = 'series')) AS series,
    toString(groupBitXorIf(mark, list = 'findings')) AS findings,
    toString(groupBitXorIf(mark, list = 'proofs')) AS proofs,
    toString(groupBitXorIf(mark, list = 'decisions')) AS decisions,
    toString(groupBitXorIf(mark, list = 'incidents')) AS incidents
FROM
(
    SELECT toString(tenant) AS tenant, 'series' AS list, sipHash64(series_id, version) AS mark
    FROM series_state_rows FINAL
    UNION ALL
    SELECT toString(tenant) AS tenant, 'findings' AS list, sipHash64(id, version) AS mark
    FROM findings
    UNION ALL
    SELECT toString(tenant) AS tenant, 'proofs' AS list, sipHash64(id) AS mark FROM proofs
    UNION ALL
    SELECT toString(tenant) AS tenant, 'decisions' AS list, sipHash64(id) AS mark FROM decisions
    UNION ALL
    SELECT toString(tenant) AS tenant, 'incidents' AS list, sipHash64(id, version) AS mark
    FROM incidents
)
GROUP BY tenant
ORDER BY tenant
