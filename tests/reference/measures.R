# Rscript measures.R > measures.json   (from this folder)
# Answers stand in the rows, groups in the columns. The measures of order look at every
# pair of respondents, with the printed formulas of their standard errors.
source("json.R")
suppressPackageStartupMessages(library(vcd))

wide <- function(x, rows) matrix(x, rows, byrow = TRUE)
housing <- xtabs(Freq ~ Sat + Infl, MASS::housing)
tables <- list(
  hospital = unclass(vcd::Hospital),
  sports = unclass(xtabs(Freq ~ opinion + grade, vcd::JointSports)),
  tobacco_cases = unclass(xtabs(ncases ~ tobgp + alcgp, esoph)),
  housing_half = unclass(floor(housing / 2)),
  eyes = as.matrix(MASS::caith)[, 1:4] %/% 4,
  sparse = wide(c(5, 0, 1, 3, 2, 0, 0, 4, 0, 1, 1, 7), 4),
  skewed = wide(c(40, 12, 3, 31, 20, 9, 11, 5, 6, 2, 1, 0, 0, 1, 1), 5),
  falling = wide(c(0, 2, 9, 1, 6, 3, 8, 4, 0), 3),
  two_answers = wide(c(3, 8, 11, 21, 27, 30, 29, 20, 16, 2), 2),
  # As in carried/08_extra_packages.json, turned.
  arthritis = t(wide(c(29, 7, 7, 13, 7, 21), 2)),
  job_sat = t(wide(c(1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11), 4)),
  syn35b = t(wide(c(0, 3, 21, 48, 18, 2, 0, 10, 20, 8, 1, 4, 9, 12, 0), 3)),
  syn35c = t(wide(c(9, 15, 24, 28, 14, 0, 1, 7, 17, 15, 7, 8, 6, 5, 0), 3)),
  fourfold = wide(c(17, 6, 4, 19), 2),
  nominal = wide(c(20, 3, 5, 1, 4, 18, 2, 6, 3, 2, 25, 9), 3)
)
z <- qnorm(.975)
around <- function(estimate, se) c(estimate, se, estimate - z * se, estimate + z * se)

order_measures <- function(x) {
  u <- rep(row(x), x)
  v <- rep(col(x), x)
  n <- sum(x)
  s <- sign(outer(u, u, "-")) * sign(outer(v, v, "-"))
  a <- rowSums(s > 0)
  d <- rowSums(s < 0)
  p <- sum(a)
  q <- sum(d)
  r <- rowSums(x)[u]
  k <- colSums(x)[v]
  w_r <- n^2 - sum(rowSums(x)^2)
  w_c <- n^2 - sum(colSums(x)^2)
  w <- sqrt(w_r * w_c)
  b <- (p - q) / w
  tau_b_se <- sqrt(sum((2 * w * (a - d) + b * (r * w_c + k * w_r))^2) -
    n^3 * b^2 * (w_r + w_c)^2) / w^2
  of_rows <- 2 / w_c^2 * sqrt(sum((w_c * (a - d) - (p - q) * (n - k))^2))
  of_columns <- 2 / w_r^2 * sqrt(sum((w_r * (a - d) - (p - q) * (n - r))^2))
  list(
    pairs = c(p, q) / 2,
    gamma = around((p - q) / (p + q), 4 / (p + q)^2 * sqrt(sum((q * a - p * d)^2))),
    tau_b = around(b, tau_b_se),
    somers_answers = around((p - q) / w_c, of_rows),
    somers_groups = around((p - q) / w_r, of_columns),
    somers_symmetric = 2 * (p - q) / (w_r + w_c)
  )
}

noncentrality <- function(x2, df, q) {
  reached <- function(l) pchisq(x2, df, ncp = l) - q
  if (reached(0) < 0) return(0)
  uniroot(reached, c(0, 10 * x2 + 100), tol = 1e-13, maxiter = 10000)$root
}
shares <- function(x) {
  n <- sum(x)
  found <- assocstats(as.table(x))
  x2 <- found$chisq_tests["Pearson", "X^2"]
  df <- prod(dim(x) - 1)
  l <- sapply(c(.975, .025), function(q) noncentrality(x2, df, q))
  h <- unname(kruskal.test(rep(row(x), x), rep(col(x), x))$statistic)
  k <- ncol(x)
  at <- sapply(c(.975, .025), function(q) noncentrality(h, k - 1, q))
  list(
    cramers_v = c(found$cramer, sqrt(l / (n * (min(dim(x)) - 1)))),
    eta = c(max(0, (h - k + 1) / (n - k)), at / (n - k))
  )
}
williams <- function(x) {
  n <- sum(x)
  df <- prod(dim(x) - 1)
  g <- loglin(x, list(1, 2), print = FALSE)$lrt
  g <- g / (1 + (sum(n / rowSums(x)) - 1) * (sum(n / colSums(x)) - 1) / (6 * n * df))
  c(g, pchisq(g, df, lower.tail = FALSE))
}

of_table <- function(x) {
  x <- matrix(as.numeric(x), nrow(x))
  c(list(counts = x), order_measures(x), list(williams = williams(x)), shares(x))
}
print_json(lapply(tables, of_table), c("vcd", "MASS"))
