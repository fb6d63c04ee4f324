"""Talks to the examples with Python's Requests: client.py URL.

Each line of output is one call: what was sent, the status, and what came back.
"""

import json
import sys

import requests

site = sys.argv[1]


def show(what, response, body=None):
    print(f"{what}: {response.status_code} {response.text if body is None else body}".rstrip())


people = site + "/people/"
with requests.Session() as session:
    show("hello", session.get(site + "/hello/"))
    show("form", session.post(people, data={"name": "John", "age": 30}))
    show("json", session.post(people, json={"name": "Jane", "age": 31}))
    xml = "<person><name>Jos\u00e9</name><age>32</age></person>"
    show("xml", session.post(people, data=xml.encode(), headers={"Content-Type": "application/xml"}))
    show("put", session.put(people + "1/", json={"name": "Johnny", "age": 33}))
    show("patch", session.patch(people + "2/", data={"age": 34}))
    show("delete", session.delete(people + "3/"))
    show("gone", session.get(people + "3/"))
    show("head", session.head(people))
    options = session.options(people)
    show("options", options, options.headers["Allow"])
    show("list", session.get(people))
    accept = {"Accept": "application/xml"}
    show("list as xml", session.get(people + "1/", headers=accept), "<name>Johnny</name>" in session.get(people, headers=accept).text)
    problem = session.post(people, json={"name": ""})
    show("mistakes", problem, json.dumps([e["field"] for e in problem.json()["errors"]]))
    welcome = session.post(site + "/login", data={"nm": "Python \u2603/<b>"})
    show("login", welcome, "welcome Python \u2603/&lt;b&gt;" in welcome.text)
    show("login by query", session.get(site + "/login", params={"nm": "Ann"}, allow_redirects=False), "")
    upload = session.post(site + "/upload", files={"file": ("notes.txt", b"12345", "text/plain")})
    show("upload", upload, "notes.txt" in upload.text and "5 bytes" in upload.text)
    slash = session.get(site + "/hello")
    show("slash", slash, [r.status_code for r in slash.history])
