"""The tasks by Django's ORM, over one connection that stays open: says "ready", then
does "<task> <seconds>" from its input and answers each with a line of JSON.

peer_django.py sqlite FILE, or peer_django.py postgresql DIRECTORY PORT USER NAME
"""

import datetime
import gc
import json
import resource
import sys
import time

import django
from django.conf import settings

engine, *where = sys.argv[1:]
database = {"ENGINE": "django.db.backends." + {"sqlite": "sqlite3", "postgresql": "postgresql"}[engine], "CONN_MAX_AGE": None}
if engine == "sqlite":
    database |= {"NAME": where[0], "OPTIONS": {"timeout": 20}}
else:
    database |= dict(zip(("HOST", "PORT", "USER", "NAME"), where))
settings.configure(DATABASES={"default": database}, USE_TZ=True, TIME_ZONE="UTC", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()

from django.db import connection, models  # noqa: E402  (needs the settings)


class Author(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        app_label, db_table = "bench", "bench_author"


class Article(models.Model):
    title = models.CharField(max_length=150)
    slug = models.CharField(max_length=50)
    body = models.TextField()
    author = models.ForeignKey(Author, models.CASCADE, related_name="articles")
    views = models.BigIntegerField()
    edited_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        app_label, db_table = "bench", "bench_article"


MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
COLUMNS = "id, title, slug, body, author_id, views, edited_at, created_at"


def key(i):
    return i * 37 % 500 + 1


def values(i):
    return dict(
        title="A title of some length", slug="a-title-of-some-length", body="The body of it.", author_id=101, views=i,
        edited_at=MOMENT if i % 2 else None, created_at=MOMENT,
    )


TASKS = {
    "point": lambda i: Article.objects.get(id=key(i)),
    "list": lambda i: list(Article.objects.order_by("id")[:100]),
    "insert": lambda i: Article.objects.create(**values(i)),
    "update": lambda i: Article.objects.filter(id=key(i)).update(views=i),
    "with": lambda i: list(Author.objects.prefetch_related("articles").order_by("id")[:100]),
}

MARK = "?" if engine == "sqlite" else "%s"


def driver(sql, args=(), rows=True):
    """Runs a statement on the driver's own connection."""
    cursor = connection.connection.cursor()
    cursor.execute(sql.replace("?", MARK), args)
    if rows:
        cursor.fetchall()
    cursor.close()


def bare_with(i):
    driver("SELECT id, name FROM bench_author ORDER BY id LIMIT 100")
    places = ", ".join(["?"] * 100)
    driver(f"SELECT {COLUMNS} FROM bench_article WHERE author_id IN ({places})", tuple(range(1, 101)))


def bare_insert(i):
    row = values(i)
    if engine == "sqlite":
        row["edited_at"], row["created_at"] = row["edited_at"] and "2026-01-02 03:04:05", "2026-01-02 03:04:05"
    places = ", ".join(["?"] * len(row))
    returning = "" if engine == "sqlite" else " RETURNING id"
    driver(f"INSERT INTO bench_article ({', '.join(row)}) VALUES ({places}){returning}", tuple(row.values()), bool(returning))


BARE = {
    "point": lambda i: driver(f"SELECT {COLUMNS} FROM bench_article WHERE id = ?", (key(i),)),
    "list": lambda i: driver(f"SELECT {COLUMNS} FROM bench_article ORDER BY id LIMIT 100"),
    "insert": bare_insert,
    "update": lambda i: driver("UPDATE bench_article SET views = ? WHERE id = ?", (i, key(i)), False),
    "with": bare_with,
}


def processor_time():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(task, seconds):
    for i in range(5):
        task(i)
    gc.collect()
    cpu, start, n = processor_time(), time.perf_counter(), 0
    while n < 10 or time.perf_counter() - start < seconds:
        task(n)
        n += 1
    wall = time.perf_counter() - start
    cpu = processor_time() - cpu
    return dict(queries=n, ns=int(wall * 1e9 / n), cpu=int(cpu * 1e9 / n))


connection.ensure_connection()
if engine == "sqlite":
    driver("PRAGMA synchronous = NORMAL")
print("ready", flush=True)
for line in sys.stdin:
    peer, name, seconds = line.split()
    print(json.dumps(measure((BARE if peer == "bare" else TASKS)[name], float(seconds))), flush=True)
