"""Ingests into a history and dies at a chosen moment of a chosen batch: before or after keeping."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.history import History
from crossrep.edges.history.ingesting import keep_messages
from crossrep.edges.ingest import Ingest

path, broker, moment, batches = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])

with History(path) as history:
    left = iter(range(batches - 1, -1, -1))

    def keep(messages):
        last = next(left) == 0
        if last and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        keep_messages(history, messages)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)

    ingest = Ingest(BrokerAddress.parse(broker), "clinic", keep)
    asyncio.run(ingest.run())
