# Evaluates models.py in NumPyro for the Node side: one JSON request a line on stdin, one JSON answer a line on stdout.
# Float64, on the thread that the caller allows. Says nothing else on stdout. An argument is a folder with NumPyro in it.
import json
import sys
import time

sys.path[:0] = sys.argv[1:]

import jax

jax.config.update("jax_enable_x64", True)

import numpy as np
import numpyro
from numpyro.infer.util import initialize_model

import models


class Density:
    """Log density of a model over unconstrained space, and its gradient, at one position."""

    def __init__(self, peer, data, sites):
        arrays = {name: np.fromfile(a["file"], a["dtype"]).reshape(a["shape"]) for name, a in data.items()}
        model = getattr(models, peer)
        potential = initialize_model(jax.random.PRNGKey(0), model, model_kwargs=arrays).potential_fn
        self.evaluate = jax.value_and_grad(lambda q: -potential(q))
        self.call = jax.jit(self.evaluate)
        self.loop = jax.jit(self.repeat)
        self.sites = [site["name"] for site in sites]
        self.position = {site["name"]: np.array(site["values"], float).reshape(site["shape"]) for site in sites}

    def repeat(self, count, position):
        """`count` evaluations in one XLA loop, each at a position that depends on the gradient before."""

        def step(_, state):
            position, total = state
            value, gradient = self.evaluate(position)
            moved = jax.tree.map(lambda q, g: q + 1e-200 * g, position, gradient)
            return moved, total + value

        return jax.lax.fori_loop(0, count, step, (position, 0.0))

    def at_position(self):
        value, gradient = self.call(self.position)
        flat = [np.ravel(gradient[name]) for name in self.sites]
        return {"value": float(value), "gradient": np.concatenate(flat).tolist()}

    def time_call(self, seconds):
        position = jax.device_put(self.position)
        return per_evaluation(lambda count: [self.call(position) for _ in range(count)][-1], seconds)

    def time_loop(self, seconds):
        position = jax.device_put(self.position)
        return per_evaluation(lambda count: self.loop(count, position), seconds)


def per_evaluation(run, seconds):
    """Microseconds of processor time per evaluation of `run(count)`, with a count that fills `seconds`."""
    jax.block_until_ready(run(1))
    count = 1
    while True:
        began = time.process_time()
        jax.block_until_ready(run(count))
        elapsed = time.process_time() - began
        if elapsed > seconds:
            return {"microseconds": 1e6 * elapsed / count}
        count = max(2 * count, int(1.1 * count * seconds / max(elapsed, 1e-6)))


def answer(request, density):
    if request["do"] == "load":
        density = Density(request["peer"], request["data"], request["sites"])
        return density, density.at_position()
    timed = density.time_loop if request["do"] == "loop" else density.time_call
    return density, timed(request["seconds"])


def reply(message):
    print(json.dumps(message), flush=True)


density = None
reply({"python": sys.version.split()[0], "jax": jax.__version__, "numpyro": numpyro.__version__})
for line in sys.stdin:
    density, result = answer(json.loads(line), density)
    reply(result)
