"""Counting beyond one machine: Spark runs the text of a query, and its sums come back.

The text is DuckDB's. Spark is told that what stands in double quotes is a name; only how a
file is named differs. Rows stay where they are counted.
"""

import os
import re
import warnings
from collections.abc import Sequence
from functools import cache

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.terms.address import answering

_SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.shuffle.partitions": "1",  # a cube is small: one place puts it together
}
_DRIVER = {
    # Each process is an application of its own: who has nothing to count holds no core,
    # or others would wait for it for ever.
    "spark.dynamicAllocation.enabled": "true",
    "spark.dynamicAllocation.executorIdleTimeout": "10s",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def reached(address: str) -> str:
    """Return the address of a Spark that answers; see :func:`answering`."""
    kinds = "sc://HOST:15002", "spark://HOST:7077"
    return answering(address, *kinds, package="pyspark", extra="spark")


def run_on_spark(address: str, query: str, values: Sequence) -> dict[str, np.ndarray]:
    """Run a query on Spark and return its columns, NaN where there is no number.

    Parameters
    ----------
    address : str
        Of a Spark Connect server, or of the master of a standalone cluster.
    query : str
        With a ``?`` for each value; its file is told by `spark_file`.
    values : sequence
        Numbers or texts.

    Raises
    ------
    ItPerceptionError
        If Spark is not installed, nobody answers, or the query fails there.
    """
    session = _session(address, os.getpid())
    try:
        table = session.sql(query, args=list(values)).toArrow()
    except Exception as error:  # of Spark, of Java, of the connection
        raise ItPerceptionError(
            f"{address}: Spark could not count ({_first_line(error)}); what is counted has to "
            "be at the same path on every machine"
        ) from error
    return {name: table.column(name).to_numpy() for name in table.column_names}


def spark_file(path: str) -> str:
    r"""Write a file as Spark reads it, signs that would stand for others included.

    Examples
    --------
    >>> print(spark_file("/data/wave [1]/respondents.parquet"))
    parquet.`/data/wave \[1\]/respondents.parquet`
    """
    literal = re.sub(r"[][{}*?\\]", r"\\\g<0>", path).replace("`", "``")
    return f"parquet.`{literal}`"


@cache
def _session(address: str, process: int):
    """Open Spark, once a process: a forked process leaves that of its parent alone."""
    reached(address)
    with warnings.catch_warnings():
        # Of pandas 3, which it does not know well yet: nothing is taken from it as pandas.
        warnings.simplefilter("ignore")
        try:
            opened = _connected(address) if address.startswith("sc:") else _driving(address)
        except Exception as error:  # of Spark, of Java, of the connection
            raise ItPerceptionError(
                f"{address}: Spark cannot be used ({_first_line(error)}); it needs Java 17 on "
                "this machine for spark://, and a Spark Connect server for sc://"
            ) from error
    return opened


def _connected(address: str):
    """Open a session on a server, which is asked again for some 10 s if it is gone."""
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    session = SparkSession(address)
    session.client.set_retry_policies([DefaultPolicy(max_retries=6, max_backoff=2_000)])
    try:
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)
    except Exception:
        session.client.close()  # or it would be asked once more when the process ends
        raise
    return session


def _driving(address: str):
    """Open a session that this process drives itself."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("itperception").config(map=_DRIVER | _SETTINGS)
    return builder.master(address).getOrCreate()


def _first_line(error: Exception) -> str:
    told = str(error).strip()
    connection = re.search(r'details = "(.*)"', told)
    line = connection[1] if connection else told.partition("\n")[0]
    return line or type(error).__name__
