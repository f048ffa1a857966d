-- What is older than the years you may keep: psql -v years=10 -f retention.sql, once a night.
-- Everything of a session goes with it; the same statement by person is what deleting one means.
DELETE FROM sessions
WHERE start_utc_ns > 0
  AND start_utc_ns < extract(epoch FROM now() - make_interval(years => :years)) * 1e9;
