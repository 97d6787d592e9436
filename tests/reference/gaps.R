# Rscript gaps.R > gaps.json   (from this folder)
# The gap between two yes/no items in several groups: columns b, c, n of each group.
source("json.R")

of <- function(...) matrix(c(...), ncol = 3, byrow = TRUE)
cases <- list(
  three = of(28, 7, 90, 9, 6, 40, 3, 8, 26), even = of(20, 8, 90, 9, 4, 40, 6, 2, 26),
  two = of(14, 3, 40, 5, 9, 33), four = of(30, 9, 120, 8, 8, 44, 12, 1, 31, 2, 5, 19),
  six = of(9, 3, 30, 4, 7, 25, 16, 2, 61, 1, 3, 17, 8, 8, 52, 5, 1, 14),
  same_side = of(12, 3, 44, 18, 4, 70, 9, 1, 21), rounded = of(140, 120, 900, 61, 55, 400)
)

variance <- function(x) {
  d <- (x[, 1] - x[, 2]) / x[, 3]
  ((x[, 1] + x[, 2]) / x[, 3] - d^2) / x[, 3]
}

paired <- function(b, c, n, d) {
  a <- 2 * n
  l <- -b - c + (2 * n - b + c) * d
  q <- (sqrt(l^2 - 4 * a * (-c * d * (1 - d))) - l) / (2 * a)
  (b - c - n * d) / sqrt(n * (2 * q + d * (1 - d)))
}
# Limits of one gap at critical value z, and of the difference of two, put together.
tango <- function(x, z) {
  d <- (x[1] - x[2]) / x[3]
  limit <- function(z, ends) {
    uniroot(function(at) paired(x[1], x[2], x[3], at) - z, ends, tol = 1e-15)$root
  }
  c(limit(z, c(-.9999, d)), limit(-z, c(d, .9999)))
}
together <- function(x, y, z) {
  d <- c(x[1] - x[2], y[1] - y[2]) / c(x[3], y[3])
  first <- tango(x, z)
  second <- tango(y, z)
  d[1] - d[2] + c(-1, 1) * sqrt((first - d[1])^2 + (rev(second) - d[2])^2)
}
reached <- function(x, y, target) {
  d <- (x[1] - x[2]) / x[3] - (y[1] - y[2]) / y[3]
  end <- if (target < d) 1 else 2
  sign(d - target) *
    uniroot(function(z) together(x, y, z)[end] - target, c(1e-9, 9), tol = 1e-14)$root
}

of_case <- function(x) {
  d <- (x[, 1] - x[, 2]) / x[, 3]
  v <- variance(x)
  k <- nrow(x)
  mean <- sum(d / v) / sum(1 / v)
  q <- sum((d - mean)^2 / v)
  midp <- function(b, c) {
    pbinom(b, b + c, .5, lower.tail = FALSE) + dbinom(b, b + c, .5) / 2
  }
  above <- sum((d^2 / v)[d > 0])
  below <- sum((d^2 / v)[d < 0])
  least <- min(above, below)
  h <- seq_len(k - 1)
  opposed <- sum(dbinom(h, k - 1, .5) * pchisq(least, h, lower.tail = FALSE))
  pairs <- combn(k, 2)
  far <- d[pairs[1, ]] - d[pairs[2, ]]
  se <- sqrt(v[pairs[1, ]] + v[pairs[2, ]])
  p <- 2 * pnorm(-abs(far / se))
  q_p <- pchisq(q, k - 1, lower.tail = FALSE)
    limits <- apply(pairs, 2, function(i) together(x[i[1], ], x[i[2], ], qnorm(.975)))
  at <- function(target) {
    apply(pairs, 2, function(i) reached(x[i[1], ], x[i[2], ], target))
  }
  same <- function(margin) {
    max(pnorm(-(far + margin) / se), pnorm((far - margin) / se))
  }
  list(
    groups = x, q = q, q_p = q_p,
    everywhere = max(midp(x[, 1], x[, 2])), nowhere = max(midp(x[, 2], x[, 1])),
    gail_simon = least, gail_simon_p = if (least > 0) opposed else 1,
    difference = far, se = se, low = far - qnorm(.975) * se, high = far + qnorm(.975) * se,
    p_value = p, p_adjusted = p.adjust(p, "holm"),
    score_low = limits[1, ], score_high = limits[2, ], score_z = at(0), score_25 = at(.25), same_10 = same(.1), same_25 = same(.25)
  )
}

# Miettinen & Nurminen's statistic: the restricted shares maximise the likelihood.
independent <- function(x1, n1, x2, n2, d) {
  slope <- function(p) x1 / (p + d) - (n1 - x1) / (1 - p - d) + x2 / p - (n2 - x2) / (1 - p)
  ends <- c(max(0, -d), min(1, 1 - d)) + c(1, -1) * 1e-13
  p2 <- uniroot(slope, ends, tol = 1e-16, maxiter = 1e5)$root
  p1 <- p2 + d
  n <- n1 + n2
  (x1 / n1 - x2 / n2 - d) / sqrt((p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * n / (n - 1))
}
shares <- list(
  a = c(46, 90, 24, 40), b = c(450, 900, 198, 400), c = c(14, 23, 6, 14),
  d = c(5, 90, 3, 26), e = c(300, 400, 260, 380)
)
of_shares <- function(x) {
  z <- sapply(c(-.1, 0, .1), function(d) independent(x[1], x[2], x[3], x[4], d))
  list(counts = x, z = z, p_same = max(pnorm(-z[1]), pnorm(z[3])),
       p_different = 2 * pnorm(-abs(z[2])))
}
of_pairs <- function(x) {
  z <- sapply(c(-.1, 0, .1), function(d) paired(x[1], x[2], x[3], d))
  list(counts = x, z = z, p_same = max(pnorm(-z[1]), pnorm(z[3])),
       p_different = 2 * pnorm(-abs(z[2])))
}
print_json(list(
  gaps = lapply(cases, of_case), shares = lapply(shares, of_shares),
  pairs = lapply(list(a = c(18, 16, 156), b = c(28, 7, 156), c = c(3, 1, 26),
                      d = c(60, 52, 900), e = c(0, 4, 40)), of_pairs)
))
