# Samples a model of ../peers/models.py with NumPyro's NUTS, twice: python run_numpyro.py folder model [folder with NumPyro].
# The folder holds the data, described in data.json, and gets draws.bin: float64 [chain, draw, scalar].
import json
import os
import sys
import time

folder, name, *paths = sys.argv[1:]
sys.path[:0] = [*paths, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peers")]

import numpyro

with open(os.path.join(folder, "data.json")) as file:
    task = json.load(file)
numpyro.set_host_device_count(task["chains"])

import jax

jax.config.update("jax_enable_x64", True)

import numpy as np
from numpyro.infer import MCMC, NUTS, init_to_uniform, init_to_value

import models


def arrays():
    for key, a in task["data"].items():
        values = np.fromfile(os.path.join(folder, a["file"]), a["dtype"]).reshape(a["shape"])
        yield key, values


start = {key: np.array(value, float) for key, value in task["start"].items()}
strategy = init_to_value(values=start) if start else init_to_uniform
mcmc = MCMC(
    NUTS(getattr(models, name), init_strategy=strategy),
    num_warmup=task["warmup"],
    num_samples=task["draws"],
    num_chains=task["chains"],
    chain_method="parallel",
    progress_bar=False,
)
data = dict(arrays())


def run(seed):
    began = time.perf_counter()
    mcmc.run(jax.random.PRNGKey(seed), **data)
    samples = jax.block_until_ready(mcmc.get_samples(group_by_chain=True))
    return samples, time.perf_counter() - began


run(0)
print("first", flush=True)
samples, seconds = run(1)
flat = [np.asarray(value).reshape(*value.shape[:2], -1) for value in samples.values()]
np.concatenate(flat, axis=2).astype(np.float64).tofile(os.path.join(folder, "draws.bin"))
print(json.dumps({"seconds": seconds, "version": numpyro.__version__}), flush=True)
