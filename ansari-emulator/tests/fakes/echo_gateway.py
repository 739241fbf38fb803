"""A gateway that says every question back, as a stand-in for ours."""

import http.server
import json
import os
import sys
import threading
from typing import Any

import httpx

NUMBER = os.environ["META_BUSINESS_PHONE_NUMBER_ID"]
GRAPH = f"{os.environ['META_GRAPH_URL']}/v25.0/{NUMBER}/messages"
TOKEN = os.environ["META_ACCESS_TOKEN_FROM_SYS_USER"]


def answer(said: dict[str, Any]) -> None:
    words = "You asked: " + said["text"]["body"]
    body = {"messaging_product": "whatsapp", "to": said["from"], "text": {"body": words}}
    body["context"] = {"message_id": said["id"]}
    httpx.post(GRAPH, json=body, headers={"Authorization": f"Bearer {TOKEN}"})


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        for said in body["entry"][0]["changes"][0]["value"].get("messages", []):
            threading.Thread(target=answer, args=[said]).start()


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[-1])), Handler).serve_forever()
