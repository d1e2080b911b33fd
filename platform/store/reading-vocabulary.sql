-- What a reading statement may call: functions that see only their arguments, and types (as in CAST).
-- Whole categories are named, so that what a new engine brings is refused until somebody has looked at it.
-- Returns name, case_insensitive.
WITH
    [
        'Aggregate Functions', 'Arithmetic', 'Arrays', 'Bit', 'Bitmap', 'Comparison', 'Conditional', 'Dates and Times',
        'Distance', 'Encoding', 'Financial', 'Geo', 'Hash', 'IP Address', 'JSON', 'Logical', 'Map', 'Mathematical', 'Null',
        'Random Number', 'Rounding', 'String', 'String Replacement', 'String Search', 'String Splitting', 'Time Window',
        'Tuple', 'Type Conversion', 'URL', 'UUID'
    ] AS categories_allowed,
    [
        'bar', 'byteSize', 'countDigits', 'currentDatabase', 'finalizeAggregation', 'formatReadableDecimalSize',
        'formatReadableQuantity', 'formatReadableSize', 'formatReadableTimeDelta', 'identity', 'ignore',
        'initializeAggregation', 'materialize', 'neighbor', 'parseReadableSize', 'parseReadableSizeOrNull',
        'parseTimeDelta', 'rowNumberInAllBlocks', 'runningAccumulate', 'runningDifference', 'sleep', 'sleepEachRow',
        'throwIf', 'toTypeName', 'transform', 'variantElement', 'variantType', 'version'
    ] AS others_allowed
SELECT called.name AS name, called.case_insensitive AS case_insensitive
FROM system.functions AS called
LEFT JOIN system.functions AS meant ON meant.name = called.alias_to
WHERE called.origin = 'System'
    AND (
        has(categories_allowed, if(called.alias_to = '', called.categories, meant.categories))
        OR has(others_allowed, if(called.alias_to = '', called.name, meant.name))
    )
    AND called.name NOT IN (SELECT name FROM system.table_functions)
UNION ALL
SELECT name, case_insensitive FROM system.data_type_families
