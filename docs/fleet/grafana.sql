-- Queries for Grafana's PostgreSQL data source, one a panel. $person is a dashboard variable:
-- SELECT person FROM persons ORDER BY person

-- Lowering time of each trusted repetition
SELECT to_timestamp(s.start_utc_ns / 1e9 + r.start_s) AS time, r.lowering_s, r.exercise
FROM reps r JOIN sessions s USING (analysis)
WHERE s.person = '$person' AND r.role = 'trained' AND r.confidence = 'high' AND $__timeFilter(to_timestamp(s.start_utc_ns / 1e9))
ORDER BY 1;

-- Repetitions a day; those that were withdrawn later are none
SELECT date_trunc('day', to_timestamp(s.start_utc_ns / 1e9)) AS time, count(*) AS repetitions
FROM reps r JOIN sessions s USING (analysis)
LEFT JOIN withdrawals w ON w.analysis = r.analysis AND w.id = r.id
WHERE s.person = '$person' AND r.role = 'trained' AND w.id IS NULL AND $__timeFilter(to_timestamp(s.start_utc_ns / 1e9))
GROUP BY 1 ORDER BY 1;

-- Affected arm: bouts by kind a day; a day without a row was not observed, which is not "no movement"
SELECT date_trunc('day', to_timestamp(s.start_utc_ns / 1e9)) AS time, b.kind, count(*) AS bouts
FROM bouts b JOIN sessions s USING (analysis)
WHERE s.person = '$person' AND $__timeFilter(to_timestamp(s.start_utc_ns / 1e9))
GROUP BY 1, 2 ORDER BY 1, 2;

-- Share of each session in which the affected arm was observed
SELECT to_timestamp(s.start_utc_ns / 1e9) AS time, e.affected_observed_s / nullif(e.t_s, 0) AS observed_share
FROM sums e JOIN sessions s USING (analysis)
WHERE s.person = '$person' AND $__timeFilter(to_timestamp(s.start_utc_ns / 1e9))
ORDER BY 1;

-- Homes that were not heard of for longest
SELECT person, to_timestamp(max(start_utc_ns) / 1e9) AS last_session FROM sessions GROUP BY person ORDER BY 2 LIMIT 50;
