data {
  int<lower=1> N;
  int<lower=1> D;
  matrix[N, D] x;
  int<lower=0, upper=1> y[N];
}
parameters {
  real a;
  vector[D] b;
}
model {
  a ~ std_normal();
  b ~ std_normal();
  y ~ bernoulli_logit_glm(x, a, b);
}
