"""The scratch environment of the peers: python -m benchmarks.peers_environment makes .venv-peers in the checkout.

The variable CHAINCHIEF_PEERS names another place. Peers run in a process of their own; the product imports nothing of
theirs.
"""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

import numpy as np

from benchmarks.measuring import Measured, Peer

ROOT = Path(__file__).resolve().parents[1]
PLACE = Path(os.environ.get("CHAINCHIEF_PEERS", ROOT / ".venv-peers"))
PINNED = {"pymcdm": "1.4.0", "pyDecision": "5.1.8"}


def peer_python() -> Path | None:
    """The interpreter of the environment; None when it was not made."""
    found = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return found if found.exists() else None


def measure_peers(scratch: Path, what: str, part: int, **arrays: np.ndarray) -> list[Peer]:
    """Each peer ranks by weighted sums: see peers_weighted_sum.py.

    part : how many of the weightings are measured; the time of all is proportional
    """
    python = peer_python()
    if python is None:
        return [Peer(name, None, "not here: python -m benchmarks.peers_environment") for name in PINNED]
    data = scratch / "peers.npz"
    np.savez(data, part=np.array(part), **arrays)
    script = Path(__file__).with_name("peers_weighted_sum.py")
    found = []
    for name, version in PINNED.items():
        done = subprocess.run([str(python), str(script), name, str(data)], capture_output=True, text=True, check=False)
        if done.returncode:
            found.append(Peer(name, None, f"did not run: {done.stderr.strip().splitlines()[-1]}"))
            continue
        told = json.loads(done.stdout.splitlines()[-1])
        whole = told["seconds"] * told["all"] / told["part"]
        scaled = "" if told["all"] == told["part"] else f", extrapolated from {told['part']:,} of {told['all']:,}"
        found.append(Peer(f"{name} {version}", Measured(whole), f"{what}{scaled}"))
    return found


def main() -> None:
    """Make the environment, or bring it up to the pinned versions."""
    if peer_python() is None:
        venv.create(PLACE, with_pip=True)
    python = peer_python()
    assert python is not None, f"no interpreter in {PLACE}"
    wanted = [f"{name}=={version}" for name, version in PINNED.items()]
    subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True)
    print(f"{PLACE}: {', '.join(wanted)}")


if __name__ == "__main__":
    main()
