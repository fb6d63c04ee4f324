"""Lets Django judge tokens and make its own.

Reads a JSON list of {"cookie", "token"} and writes {"accepted": [bool], "made":
[{"cookie", "token"}]}: for each whether Django's middleware lets a POST with the
two pass, and pairs that Django hands out.
"""

import json
import logging
import sys

from django.conf import settings

settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50, USE_TZ=True)

import django
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory

django.setup()
logging.disable(logging.CRITICAL)


def answer(request):
    response = HttpResponse()
    if request.method == "GET":
        response["X-Token"] = get_token(request)
    return response


def through(request):
    # What the test client sets to skip the check, BaseHandler otherwise unsets.
    request._dont_enforce_csrf_checks = False
    middleware = CsrfViewMiddleware(answer)
    if hasattr(middleware, "process_request"):
        middleware.process_request(request)
    refused = middleware.process_view(request, answer, (), {})
    if refused is not None:
        return refused
    return middleware.process_response(request, answer(request))


def accepts(cookie, token):
    request = RequestFactory().post("/", {"csrfmiddlewaretoken": token})
    request.COOKIES["csrftoken"] = cookie
    return through(request).status_code == 200


def make():
    response = through(RequestFactory().get("/"))
    return {"cookie": response.cookies["csrftoken"].value, "token": response["X-Token"]}


pairs = json.load(sys.stdin)
json.dump(
    {
        "version": django.get_version(),
        "accepted": [accepts(p["cookie"], p["token"]) for p in pairs],
        "made": [make() for _ in range(20)],
    },
    sys.stdout,
)
