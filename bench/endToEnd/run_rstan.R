# Samples a Stan program with RStan's NUTS, twice: Rscript run_rstan.R folder program.stan.
# The folder holds the data, described in data.json, and gets draws.bin: float64 [chain, draw, scalar].
suppressPackageStartupMessages(library(rstan))
suppressWarnings(rstan_options(boost_lib = "/usr/include"))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
task <- jsonlite::fromJSON(file.path(folder, "data.json"), simplifyVector = TRUE)

read <- function(a) {
  size <- prod(unlist(a$shape))
  path <- file.path(folder, a$file)
  values <- if (a$dtype == "int32") readBin(path, "integer", size, 4) else readBin(path, "double", size, 8)
  if (length(a$shape) == 2) matrix(values, a$shape[1], a$shape[2], byrow = TRUE) else values
}
data <- lapply(task$data, read)
first <- if (is.null(data$y)) data$x else data$y
data$N <- length(first)
if (is.matrix(data$x)) data$D <- ncol(data$x)

model <- stan_model(arguments[2])
start <- if (length(task$start) > 0) lapply(seq_len(task$chains), function(i) as.list(task$start)) else "random"
run <- function(seed) {
  sampling(model, data,
    chains = task$chains, cores = min(task$chains, parallel::detectCores()),
    warmup = task$warmup, iter = task$warmup + task$draws, init = start, seed = seed, refresh = 0
  )
}
invisible(run(1))
cat("first\n")
flush(stdout())
began <- proc.time()[["elapsed"]]
fit <- run(2)
seconds <- proc.time()[["elapsed"]] - began
draws <- as.array(fit)
draws <- draws[, , dimnames(draws)$parameters != "lp__", drop = FALSE]
writeBin(as.vector(aperm(draws, c(3, 1, 2))), file.path(folder, "draws.bin"), size = 8)
cat(sprintf("{\"seconds\": %f, \"version\": \"%s\"}\n", seconds, packageVersion("rstan")))
