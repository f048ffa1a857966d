-- Once, as the database's administrator: psql -f set_up.sql. The tables are made by the first worker.
-- Order of texts by their bytes, so that every list comes as from a home's own history.
CREATE ROLE crossrep LOGIN;
CREATE ROLE crossrep_reader LOGIN;
CREATE DATABASE crossrep OWNER crossrep TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\connect crossrep
REVOKE ALL ON DATABASE crossrep FROM PUBLIC;
GRANT CONNECT ON DATABASE crossrep TO crossrep_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE crossrep GRANT SELECT ON TABLES TO crossrep_reader;
