-- What: the newest restores in a sandbox that passed, of one asset, or of all assets of its kind of
-- one product of its tenant. Reads: proofs. Takes: series_ids (Array(String)), tenant, product,
-- asset_kind (String), rows_max (UInt32). Returns: is_own, seconds, bytes (all that was read for it).
SELECT is_own, seconds, bytes
FROM (
    SELECT
        series_id IN {series_ids:Array(String)} AS is_own,
        restore_seconds AS seconds,
        if(
            JSONHas(body, 'chain'),
            arraySum(link -> JSONExtractUInt(link, 'read', 'bytes'), JSONExtractArrayRaw(body, 'chain')),
            JSONExtractUInt(body, 'read', 'bytes')
        ) AS bytes,
        finished_at
    FROM proofs
    WHERE tenant = {tenant:String}
      AND restore_seconds IS NOT NULL
      AND JSONExtractString(body, 'series', 'product') = {product:String}
      AND JSONExtractString(body, 'series', 'assetKind') = {asset_kind:String}
)
WHERE bytes > 0
ORDER BY is_own DESC, finished_at DESC
LIMIT {rows_max:UInt32}
