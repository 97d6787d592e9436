# Rscript intervals.R > intervals.json   (from this folder)
# Each limit is found here by another way than in the package: restricted estimates
# by solving the score equation, ranks from the raw answers.
source("json.R")
z <- qnorm(.975)

wilson <- function(x, n) as.numeric(prop.test(x, n, correct = FALSE)$conf.int)

newcombe <- function(x1, n1, x2, n2) {
  a <- wilson(x1, n1)
  b <- wilson(x2, n2)
  p1 <- x1 / n1
  p2 <- x2 / n2
  p1 - p2 + c(-sqrt((p1 - a[1])^2 + (b[2] - p2)^2), sqrt((a[2] - p1)^2 + (p2 - b[1])^2))
}

solve_for <- function(f, low, high) {
  uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000)$root
}

# The score of p2 given p1 = p2 + d, multiplied out so that it is finite at the ends.
restricted <- function(d, x1, n1, x2, n2) {
  score <- function(p2) {
    p1 <- p2 + d
    (x1 - n1 * p1) * p2 * (1 - p2) + (x2 - n2 * p2) * p1 * (1 - p1)
  }
  solve_for(score, max(0, -d) + 1e-14, min(1, 1 - d) - 1e-14)
}

miettinen_nurminen <- function(x1, n1, x2, n2) {
  n <- n1 + n2
  beyond <- function(d) {
    p2 <- restricted(d, x1, n1, x2, n2)
    p1 <- p2 + d
    v <- (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * n / (n - 1)
    (x1 / n1 - x2 / n2 - d)^2 - z^2 * v
  }
  estimate <- x1 / n1 - x2 / n2
  c(solve_for(beyond, -1 + 1e-9, estimate), solve_for(beyond, estimate, 1 - 1e-9))
}

# The likelihood of b, c and the rest given b's share minus c's share is d.
tango <- function(b, c, n) {
  beyond <- function(d) {
    score <- function(q) {
      (b * q + c * (q + d)) * (1 - 2 * q - d) - 2 * (n - b - c) * q * (q + d)
    }
    low <- max(0, -d)
    q <- if (score(low + 1e-15) <= 0) low else solve_for(score, low + 1e-15, (1 - d) / 2)
    (b - c - n * d)^2 - z^2 * n * (2 * q + d - d^2)
  }
  estimate <- (b - c) / n
  c(solve_for(beyond, -1 + 1e-9, estimate), solve_for(beyond, estimate, 1 - 1e-9))
}

# Brunner and Munzel by ranks of the raw answers; smaller answers rank before.
superiority <- function(first, second) {
  x <- rep(seq_along(second), second)
  y <- rep(seq_along(first), first)
  n1 <- length(x)
  n2 <- length(y)
  r <- rank(c(x, y))
  r1 <- r[seq_len(n1)]
  r2 <- r[n1 + seq_len(n2)]
  estimate <- (mean(r1) - (n1 + 1) / 2) / n2
  v1 <- sum((r1 - rank(x) - mean(r1) + (n1 + 1) / 2)^2) / (n1 - 1) / n2^2 / n1
  v2 <- sum((r2 - rank(y) - mean(r2) + (n2 + 1) / 2)^2) / (n2 - 1) / n1^2 / n2
  df <- (v1 + v2)^2 / (v1^2 / (n1 - 1) + v2^2 / (n2 - 1))
  reach <- qt(.975, df) * sqrt(v1 + v2) / (estimate * (1 - estimate))
  c(estimate, plogis(qlogis(estimate) + c(-reach, reach)))
}

asked <- list(
  wilson = list(
    c(80, 156), c(61, 100), c(3, 10), c(0, 26), c(26, 26), c(1, 1), c(12.5, 40), c(5200, 10000)
  ),
  newcombe = list(
    c(46, 90, 24, 40), c(56, 70, 48, 80), c(9, 10, 3, 10), c(0, 26, 3, 40), c(14, 23, 6, 14)
  ),
  miettinen_nurminen = list(
    c(46, 90, 24, 40), c(56, 70, 48, 80), c(9, 10, 3, 10), c(1, 90, 40, 45), c(3, 7, 5, 200),
    c(14, 23, 6, 14), c(50, 82, 24, 56), c(410, 1000, 388, 900), c(2, 13, 11, 13),
    c(5210, 10000, 4890, 10000), c(33.5, 61.2, 40.1, 90.9), c(1, 3, 1, 2)
  ),
  tango = list(c(28, 7, 156), c(21, 1, 156), c(43, 0.5, 156), c(7, 28, 60), c(150, 86, 1600)),
  superiority = list(
    list(c(6, 14, 23, 35, 12), c(1, 5, 9, 17, 8)),
    list(c(9, 15, 24, 28, 14), c(7, 8, 6, 5, 0)),
    list(c(2, 3, 1), c(0, 4, 9))
  )
)
print_json(lapply(setNames(nm = names(asked)), function(name) {
  lapply(asked[[name]], function(given) {
    list(given = given, limits = do.call(name, as.list(given)))
  })
}))
