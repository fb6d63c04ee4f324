"""Django: gunicorn --chdir servers/python django_app:app

With BENCH_STACK=1 it has the middleware that startproject lists and that needs no
database.
"""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, JsonResponse
from django.urls import path

import common

STACK = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    MIDDLEWARE=STACK if os.environ.get("BENCH_STACK") == "1" else [],
    ROOT_URLCONF=__name__,
    SECRET_KEY="a secret of the benchmark, at least 50 characters of it",
)
django.setup()


def text(body):
    return HttpResponse(body, content_type=common.TYPE_TEXT)


def plaintext(request):
    return text(common.TEXT)


def page(request):
    return HttpResponse(common.PAGE, content_type=common.TYPE_HTML)


def write_person(request):
    return JsonResponse(common.person(), json_dumps_params={"separators": common.COMPACT})


def view(name):
    if name is None:
        return lambda request, **_: text(common.TEXT)
    return lambda request, **parameters: text(parameters[name])


urlpatterns = [path("plaintext", plaintext), path("json", write_person), path("page", page)]
urlpatterns += [path(pattern[1:], view(name)) for pattern, name in common.routes()]

app = WSGIHandler()
