"""What the servers in Python answer: the same as package tasks."""

import os
import re

TEXT = "Hello, World!"
TYPE_TEXT = "text/plain; charset=utf-8"
TYPE_HTML = "text/html; charset=utf-8"
TYPE_JSON = "application/json"
COMPACT = (",", ":")


with open(os.environ["BENCH_PAGE"]) as file:
    PAGE = file.read()


def person():
    return {
        "id": 7,
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "active": True,
        "friends": ["Grace", "Edsger", "Barbara"],
    }


def routes():
    """Yield each pattern, as in /orders/<id>, with the name of its parameter or None."""
    with open(os.environ["BENCH_ROUTES"]) as file:
        for line in file:
            pattern = re.sub(r"{(\w+)}", r"<\1>", line.strip())
            names = re.findall(r"<(\w+)>", pattern)
            yield pattern, names[-1] if names else None
