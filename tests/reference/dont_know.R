# Rscript dont_know.R > dont_know.json   (from this folder)
# Don't knows in the base, out of it and bounded; all allocations by brute force.
source("json.R")

wilson <- function(k, n) as.numeric(suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int)
imbens_manski <- function(l, u, sl, su, level = .95) {
  apart <- if (u > l) (u - l) / max(sl, su) else 0
  gap <- function(c) pnorm(c + apart) - pnorm(-c) - level
  c <- uniroot(gap, c(0.5, 3), tol = 1e-15, maxiter = 10000)$root
  c(l - c * sl, u + c * su)
}
se <- function(p, n) sqrt(p * (1 - p) / n)

shares <- list(
  plain = c(60, 20, 120), none = c(0, 5, 40), nobody_unsure = c(40, 0, 90),
  most_unsure = c(5, 30, 36), all_positive = c(26, 4, 30), one_unsure = c(51, 1, 156),
  big = c(480, 37, 1010), tiny = c(2, 1, 5)
)
of_share <- function(x) {
  k <- x[1]; d <- x[2]; n <- x[3]
  l <- k / n; u <- (k + d) / n
  list(counts = x, wilson_in = wilson(k, n), wilson_out = wilson(k, n - d),
       bounds = c(l, u), interval = imbens_manski(l, u, se(l, n), se(u, n)),
       interval90 = imbens_manski(l, u, se(l, n), se(u, n), .9))
}

pairs <- list(
  two = c(60, 10, 100, 30, 20, 100), close = c(46, 5, 90, 24, 8, 40),
  certain = c(46, 0, 90, 24, 0, 40), many = c(20, 40, 90, 10, 6, 26)
)
of_pair <- function(x) {
  k <- x[c(1, 4)]; d <- x[c(2, 5)]; n <- x[c(3, 6)]
  l <- k / n; free <- (k + d) / n; less <- k / (n - d)
  bounds <- function(u, nu) {
    low <- l[1] - u[2]; high <- u[1] - l[2]
    c(low, high, imbens_manski(low, high, sqrt(se(l[1], n[1])^2 + se(u[2], nu[2])^2),
                               sqrt(se(u[1], nu[1])^2 + se(l[2], n[2])^2)))
  }
  list(counts = x, free = bounds(free, n), less = bounds(less, n - d))
}

# Gradient by a complex step, and the covariance of a multinomial sample.
gradient <- function(f, p) {
  sapply(seq_along(p), function(i) {
    moved <- as.complex(p); moved[i] <- moved[i] + 1e-30i
    Im(f(moved)) / 1e-30
  })
}
delta <- function(f, counts) {
  n <- sum(counts); p <- counts / n; g <- gradient(f, p)
  sqrt(max(0, (sum(g^2 * p) - sum(g * p)^2) / n))
}
joints <- list(
  plain = rbind(c(40, 25, 5), c(10, 60, 5), c(2, 4, 9)),
  sparse = rbind(c(5, 3, 0), c(0, 9, 1), c(2, 0, 3)),
  sure = rbind(c(20, 9, 0), c(4, 31, 0), c(0, 0, 0))
)
of_joint <- function(x) {
  at <- function(f) function(p) f(rowSums(matrix(p, 3)), colSums(matrix(p, 3)))
  bounds <- function(low, high) {
    p <- x / sum(x); l <- Re(at(low)(p)); u <- Re(at(high)(p))
    c(l, u, imbens_manski(l, u, delta(at(low), as.vector(x)), delta(at(high), as.vector(x))))
  }
  list(counts = x,
       free = bounds(function(a, b) a[1] - (b[1] + b[3]), function(a, b) a[1] + a[3] - b[1]),
       less = bounds(function(a, b) a[1] - b[1] / (b[1] + b[2]),
                     function(a, b) a[1] / (a[1] + a[2]) - b[1]))
}

p_of <- function(t, method) {
  t <- t[, colSums(t) > 0, drop = FALSE]
  if (any(rowSums(t) == 0) || ncol(t) < 2) return(1)
  if (method == "fisher") return(fisher.test(t)$p.value)
  if (method == "midp") {
    x <- max(0, sum(t[1, ]) - sum(t[, 2])):min(sum(t[1, ]), sum(t[, 1]))
    chance <- dhyper(x, sum(t[, 1]), sum(t[, 2]), sum(t[1, ]))
    own <- chance[x == t[1, 1]]
    tied <- abs(chance / own - 1) < 1e-7
    return(sum(chance[chance < own & !tied]) + sum(chance[tied]) / 2)
  }
  x2 <- unname(suppressWarnings(chisq.test(t, correct = FALSE))$statistic)
  n <- sum(t)
  pchisq(if (method == "n_minus_one") x2 * (n - 1) / n else x2, ncol(t) - 1, lower.tail = FALSE)
}
silent <- list(
  three = rbind(c(46, 24, 8), c(34, 10, 12), c(4, 3, 2)),
  two = rbind(c(46, 24), c(34, 10), c(10, 6)),
  settled = rbind(c(60, 20), c(20, 60), c(3, 4)),
  sparse = rbind(c(1, 0, 4), c(5, 3, 0), c(2, 3, 2)),
  four = rbind(c(9, 4, 6, 8), c(5, 9, 3, 8), c(2, 1, 0, 3)),
  small = rbind(c(3, 0), c(1, 4), c(2, 1))
)
of_silent <- function(t, method) {
  steps <- as.matrix(expand.grid(lapply(t[3, ], function(d) 0:d)))
  n <- colSums(t)
  p <- apply(steps, 1, function(a) p_of(rbind(t[1, ] + a, n - t[1, ] - a), method))
  sign_of <- apply(steps, 1, function(a) sign(diff(((t[1, ] + a) / n)[1:2])))
  verdict <- ifelse(p <= .05, if (ncol(t) == 2) sign_of else 1, 0)
  total <- rowSums(steps); D <- sum(t[3, ])
  tip <- function(g) {
    other <- g[verdict != verdict[which.min(g)]]
    if (length(other)) min(other) / D else NaN
  }
  list(p_low = min(p), p_high = max(p), p_value = p_of(t[1:2, ], method),
       positive = tip(total), negative = tip(D - total))
}
all_silent <- function(t) {
  methods <- c("pearson", "n_minus_one", if (ncol(t) == 2) c("fisher", "midp"))
  found <- lapply(methods, function(m) of_silent(t, m))
  c(list(counts = t), setNames(found, methods))
}

print_json(list(shares = lapply(shares, of_share), pairs = lapply(pairs, of_pair),
                joints = lapply(joints, of_joint), silent = lapply(silent, all_silent)))
