"""`python -m tests.bench.in_duckdb FILE`: the reply rules of Kuaishou in DuckDB SQL, as JSON."""

from __future__ import annotations

import json
import sys

import duckdb

from tests.bench.figures import RULES, Figures, of_rows

_MESSAGES = """
CREATE TEMP TABLE messages AS
SELECT shop, conversation_id, sent_at, sender, agent, buyer, row_number() OVER () AS place
FROM read_csv(?, header = true, nullstr = '', columns = {
    'shop': 'VARCHAR', 'message_id': 'VARCHAR', 'conversation_id': 'VARCHAR',
    'sent_at': 'TIMESTAMP', 'sender': 'VARCHAR', 'agent': 'VARCHAR', 'buyer': 'VARCHAR',
    'text': 'VARCHAR'})
"""
_FIVE_MINUTES = """
CREATE TEMP TABLE five AS
WITH waits AS (
    SELECT *, first_value(
        CASE WHEN sender IN ('agent', 'assist', 'robot') THEN {'sent': sent_at, 'by': agent} END
        IGNORE NULLS) OVER (PARTITION BY shop, conversation_id ORDER BY sent_at, place
                            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS reply
    FROM messages)
SELECT shop, conversation_id, sent_at::DATE AS day, sent_at + INTERVAL 5 MINUTE AS deadline,
       reply.by AS agent,
       coalesce(reply.sent <= sent_at + INTERVAL 5 MINUTE, false) AS good
FROM waits WHERE sender = 'buyer' AND sent_at::TIME >= TIME '08:00'
"""
_BY_SHOP = """
SELECT shop, NULL, day, count(*) FILTER (good), count(*) FROM five GROUP BY shop, day
"""
_BY_AGENT = """
WITH spoken AS (
    SELECT shop, conversation_id, sent_at, agent FROM messages
    WHERE sender IN ('agent', 'assist') AND agent IS NOT NULL),
cases AS (
    SELECT five.shop, coalesce(five.agent, spoken.agent) AS agent, day, good
    FROM five ASOF LEFT JOIN spoken
    ON five.shop = spoken.shop AND five.conversation_id = spoken.conversation_id
    AND spoken.sent_at < five.deadline)
SELECT shop, agent, day, count(*) FILTER (good), count(*) FROM cases GROUP BY shop, agent, day
"""
_THREE_MINUTES = """
WITH waits AS (
    SELECT *,
        min(CASE WHEN sender IN ('agent', 'assist') THEN sent_at END)
            OVER (PARTITION BY shop, conversation_id ORDER BY sent_at, place
                  ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS reply_at,
        row_number() OVER (PARTITION BY shop, conversation_id ORDER BY sent_at, place) AS position
    FROM messages),
people AS (
    SELECT shop, conversation_id, min(position) AS first_human FROM waits
    WHERE sender IN ('agent', 'assist') GROUP BY shop, conversation_id),
robots AS (
    SELECT shop, conversation_id, max(position) AS last_robot
    FROM waits JOIN people USING (shop, conversation_id)
    WHERE sender = 'robot' AND position < first_human GROUP BY shop, conversation_id),
days AS (
    SELECT shop, buyer, sent_at::DATE AS day,
           bool_and(coalesce(reply_at <= sent_at + INTERVAL 3 MINUTE, false)) AS good
    FROM waits JOIN people USING (shop, conversation_id)
    LEFT JOIN robots USING (shop, conversation_id)
    WHERE sender = 'buyer' AND position > coalesce(last_robot, 0)
    AND sent_at::TIME >= TIME '08:00' AND sent_at::TIME < TIME '23:00'
    GROUP BY shop, buyer, day)
SELECT shop, NULL, date_trunc('week', day)::DATE, count(*) FILTER (good), count(*)
FROM days GROUP BY ALL
"""


def main() -> None:
    connection = duckdb.connect()
    connection.execute(_MESSAGES, [sys.argv[1]])
    connection.execute(_FIVE_MINUTES)
    figures: Figures = {}
    for rule, query in zip(RULES, (_BY_SHOP, _BY_AGENT, _THREE_MINUTES), strict=True):
        figures |= of_rows(rule, connection.execute(query).fetchall())
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
