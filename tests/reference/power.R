# Rscript power.R > power.json   (from this folder)
# power.prop.test where it goes; the formulas of Cohen (h, w) and Connor (McNemar) with
# pnorm and pchisq, solved by uniroot to the last digit; exact power by counting tables.
source("json.R")

solve_for <- function(f, low, high) {
  uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000)$root
}

arcsine <- function(p1, p2, n1, n2, alpha = .05) {
  h <- abs(2 * asin(sqrt(p1)) - 2 * asin(sqrt(p2))) * sqrt(n1 * n2 / (n1 + n2))
  z <- qnorm(1 - alpha / 2)
  pnorm(z - h, lower.tail = FALSE) + pnorm(-z - h)
}

chi_squared <- function(w, n, df, alpha = .05) {
  pchisq(qchisq(1 - alpha, df), df, ncp = n * w^2, lower.tail = FALSE)
}

gap <- function(d, psi, n, alpha = .05) {
  pnorm((d * sqrt(n) - qnorm(1 - alpha / 2) * sqrt(psi)) / sqrt(psi - d^2))
}

exact <- function(p1, p2, n1, n2) {
  found <- 0
  for (a in 0:n1) for (b in 0:n2) {
    x <- matrix(c(a, n1 - a, b, n2 - b), 2)
    if (sum(x[1, ]) == 0 || sum(x[2, ]) == 0) next
    x2 <- suppressWarnings(chisq.test(x, correct = FALSE)$statistic) * (n1 + n2 - 1) / (n1 + n2)
    if (x2 > qchisq(.95, 1)) found <- found + dbinom(a, n1, p1) * dbinom(b, n2, p2)
  }
  unname(found)
}

pooled <- function(...) power.prop.test(..., tol = 1e-14)
two <- list(c(.5, .75, 90, 40), c(.1, .3, 90, 26), c(.51, .66, 156, 250), c(0, .2, 40, 26))
equal <- list(c(.5, .75, 52), c(.1, .12, 2000), c(.05, .2, 60), c(.51, .61, 156))
w <- list(c(.3, 156, 8), c(.1, 156, 8), c(.5, 33, 4), c(.05, 5000, 1), c(.7, 20, 15))
gaps <- list(c(.1, .2, 156), c(.13, .3, 156), c(.2, .3, 26), c(.05, .4, 1000))
print_json(list(
  arcsine = lapply(two, function(v) {
    list(given = v, power = arcsine(v[1], v[2], v[3], v[4]),
         strict = arcsine(v[1], v[2], v[3], v[4], .01))
  }),
  pooled = lapply(equal, function(v) {
    list(given = v, power = pooled(n = v[3], p1 = v[1], p2 = v[2])$power,
         n = pooled(p1 = v[1], p2 = v[2], power = .8)$n,
         n90 = pooled(p1 = v[1], p2 = v[2], power = .9, sig.level = .01)$n,
         second = pooled(n = v[3], p1 = v[1], power = .8)$p2)
  }),
  exact = lapply(list(c(.5, .75, 40, 26), c(.1, .4, 20, 15)), function(v) {
    list(given = v, power = exact(v[1], v[2], v[3], v[4]))
  }),
  detectable = lapply(list(c(.5, 90, 40), c(.2, 90, 26), c(.51, 156, 500)), function(v) {
    higher <- function(p) arcsine(v[1], p, v[2], v[3]) - .8
    list(given = v, higher = solve_for(higher, v[1], 1), lower = if (higher(0) > 0)
      solve_for(higher, 0, v[1]) else NaN)
  }),
  needed = lapply(list(c(.5, .6), c(.1, .2), c(.51, .4)), function(v) {
    list(given = v, n = solve_for(function(n) arcsine(v[1], v[2], n, n) - .8, 2, 1e5))
  }),
  next_wave = lapply(list(c(.51, .65, 156), c(.4, .6, 90), c(.1, .3, 60)), function(v) {
    list(given = v, n = solve_for(function(n) arcsine(v[1], v[2], v[3], n) - .8, 2, 1e7))
  }),
  chi_squared = lapply(w, function(v) {
    list(given = v, power = chi_squared(v[1], v[2], v[3]),
         n = solve_for(function(n) chi_squared(v[1], n, v[3]) - .8, 1, 1e5))
  }),
  mcnemar = lapply(gaps, function(v) {
    list(given = v, power = gap(v[1], v[2], v[3]),
         detectable = solve_for(function(d) gap(d, v[2], v[3]) - .8, 0, v[2] - 1e-12),
         n = solve_for(function(n) gap(v[1], v[2], n) - .8, 1, 1e6))
  })
))
