"""Flask: gunicorn --chdir servers/python flask_app:app"""

import json

from flask import Flask, Response

import common

app = Flask(__name__)


def text(body):
    return Response(body, content_type=common.TYPE_TEXT)


@app.get("/plaintext")
def plaintext():
    return text(common.TEXT)


@app.get("/page")
def page():
    return Response(common.PAGE, content_type=common.TYPE_HTML)


@app.get("/json")
def write_person():
    body = json.dumps(common.person(), separators=common.COMPACT)
    return Response(body, content_type=common.TYPE_JSON)


def view(name):
    if name is None:
        return lambda **_: text(common.TEXT)
    return lambda **parameters: text(parameters[name])


for pattern, name in common.routes():
    app.add_url_rule(pattern, pattern, view(name), methods=["GET"])
