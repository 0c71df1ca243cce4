data {
  int<lower=1> N;
  vector[N] x;
  vector[N] y;
  int<lower=0, upper=84> group[N];
}
transformed data {
  int county[N];
  for (n in 1:N) county[n] = group[n] + 1;
}
parameters {
  real mu;
  real<lower=0> tau;
  real slope;
  real<lower=0> scale;
  vector[85] z;
}
model {
  mu ~ normal(0, 10);
  tau ~ cauchy(0, 5);
  slope ~ normal(0, 10);
  scale ~ cauchy(0, 5);
  z ~ std_normal();
  y ~ normal((mu + tau * z)[county] + slope * x, scale);
}
