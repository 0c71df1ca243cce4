data {
  int<lower=1> N;
  vector[N] x;
}
parameters {
  simplex[3] prob_cluster;
  vector[3] loc;
  vector<lower=0>[3] scale;
}
model {
  vector[3] log_prob = log(prob_cluster);
  prob_cluster ~ dirichlet(rep_vector(1, 3));
  loc ~ normal(0, 10);
  scale ~ cauchy(0, 10);
  for (n in 1:N) {
    vector[3] terms = log_prob;
    for (k in 1:3) terms[k] += normal_lpdf(x[n] | loc[k], scale[k]);
    target += log_sum_exp(terms);
  }
}
