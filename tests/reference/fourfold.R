# Rscript fourfold.R > fourfold.json   (from this folder)
# Two groups (columns) and a yes/no answer (rows). What fisher.test solves loosely is
# solved here by uniroot to the last digit on dhyper; score limits are found by solving
# the likelihood equations, not by their closed form.
source("json.R")
z <- qnorm(.975)

solve_for <- function(f, low, high) {
  uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000)$root
}

chances <- function(x, log_psi = 0) {
  m <- sum(x[, 1])
  n <- sum(x[, 2])
  k <- sum(x[1, ])
  all <- max(0, k - n):min(k, m)
  logs <- dhyper(all, m, n, k, log = TRUE) + all * log_psi
  p <- exp(logs - max(logs))
  list(k = all, p = p / sum(p))
}

midp <- function(x) {
  law <- chances(x)
  p <- law$p
  seen <- p[law$k == x[1, 1]]
  tied <- abs(log(p) - log(seen)) < 1e-7
  sum(p[p < seen & !tied]) + sum(p[tied]) / 2
}

doubled <- function(x, counted) {
  law <- chances(x)
  same <- counted * law$p[law$k == x[1, 1]]
  min(1, 2 * min(sum(law$p[law$k < x[1, 1]]), sum(law$p[law$k > x[1, 1]])) + 2 * same)
}

conditional <- function(x, counted) {
  a <- x[1, 1]
  all <- chances(x)$k
  above <- function(l) {
    law <- chances(x, l)
    sum(law$p[law$k > a]) + counted * law$p[law$k == a] - .025
  }
  below <- function(l) {
    law <- chances(x, l)
    sum(law$p[law$k < a]) + counted * law$p[law$k == a] - .025
  }
  mean_at <- function(l) {
    law <- chances(x, l)
    sum(law$k * law$p) - a
  }
  exp(c(
    if (a == min(all)) -Inf else if (a == max(all)) Inf else solve_for(mean_at, -30, 30),
    if (a == min(all)) -Inf else solve_for(above, -30, 30),
    if (a == max(all)) Inf else solve_for(below, -30, 30)
  ))
}

# q2 given q1 = ratio * q2: the score, multiplied out.
koopman <- function(x) {
  x1 <- x[1, 1]
  x2 <- x[1, 2]
  n1 <- sum(x[, 1])
  n2 <- sum(x[, 2])
  beyond <- function(l) {
    r <- exp(l)
    score <- function(q) {
      (x1 + x2) * (1 - r * q) * (1 - q) - (n1 - x1) * r * q * (1 - q) -
        (n2 - x2) * q * (1 - r * q)
    }
    end <- min(1, 1 / r) * (1 - 1e-13)
    q2 <- if (score(end) >= 0) end else solve_for(score, 0, end)
    q1 <- min(1, r * q2)
    (x1 / n1 - r * x2 / n2)^2 - z^2 * (q1 * (1 - q1) / n1 + r^2 * q2 * (1 - q2) / n2)
  }
  middle <- log(x1 / n1) - log(x2 / n2)
  exp(c(
    if (x1 == 0) -Inf else solve_for(beyond, -12, if (x2 == 0) 12 else middle),
    if (x2 == 0) Inf else solve_for(beyond, if (x1 == 0) -12 else middle, 12)
  ))
}

noncentrality <- function(x2, q) {
  reached <- function(l) pchisq(x2, 1, ncp = l) - q
  if (reached(0) < 0) 0 else solve_for(reached, 0, 10 * x2 + 100)
}

of_table <- function(given) {
  x <- matrix(given, 2, byrow = TRUE)
  n <- sum(x)
  p <- x[1, ] / colSums(x)
  plain <- suppressWarnings(chisq.test(x, correct = FALSE))
  yates <- suppressWarnings(chisq.test(x))
  nminus <- unname(plain$statistic) * (n - 1) / n
  log_or <- log(x[1, 1]) + log(x[2, 2]) - log(x[1, 2]) - log(x[2, 1])
  se <- sqrt(sum(1 / x))
  log_rr <- log(p[1] / p[2])
  se_rr <- sqrt(sum(1 / x[1, ]) - sum(1 / colSums(x)))
  h <- 2 * asin(sqrt(p[1])) - 2 * asin(sqrt(p[2]))
  se_h <- sqrt(sum(1 / colSums(x)))
  ends <- c(-z, z)
  w <- sapply(c(.975, .025), function(q) noncentrality(unname(plain$statistic), q))
  wald <- suppressWarnings(prop.test(x[1, ], colSums(x), correct = FALSE)$conf.int)
  corrected <- suppressWarnings(prop.test(x[1, ], colSums(x))$conf.int)
  list(
    counts = x, n_minus_one = nminus,
    n_minus_one_p = pchisq(nminus, 1, lower.tail = FALSE),
    yates = unname(yates$statistic), yates_p = yates$p.value,
    fisher = fisher.test(x)$p.value, midp = midp(x),
    doubled = doubled(x, 1), doubled_midp = doubled(x, .5),
    wald_or = if (is.finite(se)) exp(c(log_or, log_or + ends * se)) else NULL,
    wald_rr = if (is.finite(se_rr)) exp(c(log_rr, log_rr + ends * se_rr)) else NULL,
    conditional = conditional(x, 1), conditional_midp = conditional(x, .5),
    koopman = koopman(x), h = c(h, h + ends * se_h),
    phi = det(x) / sqrt(prod(rowSums(x), colSums(x))),
    w = c(sqrt(unname(plain$statistic) / n), sqrt(w / n)),
    wald_difference = as.numeric(wald), corrected_difference = as.numeric(corrected)
  )
}

# JSON has no infinite numbers.
spelled <- function(v) {
  if (is.matrix(v) || !any(is.infinite(v))) return(v)
  lapply(v, function(one) if (is.infinite(one)) "Infinity" else one)
}
told <- function(x) lapply(x[!vapply(x, is.null, TRUE)], spelled)
tables <- list(
  tea = c(3, 1, 1, 3), perfect = c(5, 0, 0, 6), one_zero = c(0, 3, 5, 6),
  other_zero = c(7, 2, 4, 0), internal_v_owned = c(46, 24, 44, 16),
  internal_v_outside = c(46, 11, 44, 15), owned_v_outside = c(24, 11, 16, 15),
  rare = c(1, 40, 89, 5), tied = c(10, 10, 14, 14), crossed = c(2, 9, 11, 4),
  few = c(2, 1, 1, 1), lopsided = c(3, 5, 4, 195), waves = c(80, 61, 76, 95),
  admitted = c(1198, 557, 1493, 1278), large = c(5210, 4890, 4790, 5110),
  steep = c(9, 3, 1, 7), ties_twice = c(6, 2, 2, 6), three_v_ten = c(1, 6, 2, 4)
)
print_json(lapply(tables, function(given) told(of_table(given))))
