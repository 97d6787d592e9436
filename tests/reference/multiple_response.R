# Rscript multiple_response.R > multiple_response.json   (from this folder)
# Bilder & Loughin (2004): X2 summed over options, corrected to second order; by explicit
# loops over answer vectors, options and groups. And its design-based form by svytotal.
source("json.R")
suppressPackageStartupMessages(library(survey))

simulated <- function(seed, n, groups, shares, pull = 0, clusters = 0) {
  set.seed(seed)
  g <- sample(seq_along(groups), n, TRUE, groups)
  c <- if (clusters) sample(clusters, n, TRUE) else seq_len(n)
  common <- rnorm(n) + .7 * rnorm(max(c))[c] * (clusters > 0)
  y <- sapply(seq_along(shares), function(j)
    as.integer(qnorm(shares[j]) + pull * (j == 1) * (g - 1) + .6 * common > rnorm(n, 0, 1.2)))
  list(y = y, g = g, w = exp(rnorm(n, 0, .5)), c = c, s = 1 + (c %% 2) * (clusters > 0))
}
cases <- list(
  three_by_three = simulated(1, 156, c(90, 40, 26), c(.5, .3, .7)),
  apart = simulated(2, 200, c(1, 1), c(.4, .5, .6, .2), pull = .8),
  many_options = simulated(3, 300, c(3, 2, 1), c(.1, .2, .3, .4, .5, .6, .7)),
  sparse = simulated(4, 60, c(3, 1, 1), c(.08, .5, .1)),
  one_option = simulated(5, 120, c(1, 2, 1), .4),
  four_groups = simulated(6, 400, c(1, 1, 1, 1), c(.3, .6), pull = .2),
  clustered = simulated(7, 500, c(2, 1, 1), c(.3, .5, .6), clusters = 24)
)

second_order <- function(y, g) {
  k <- ncol(y); groups <- sort(unique(g)); r <- length(groups); n <- nrow(y)
  grid <- as.matrix(expand.grid(rep(list(0:1), k)))
  key <- function(z) apply(z, 1, paste, collapse = "")
  a <- sapply(groups, function(i) mean(g == i)); p <- colMeans(y)
  S <- matrix(0, r * k, r * k); D <- numeric(r * k)
  for (i in seq_along(groups)) {
    tau <- as.numeric(table(factor(key(y[g == groups[i], , drop = FALSE]), key(grid)))) / sum(g == groups[i])
    V <- (diag(tau) - outer(tau, tau)) / a[i]
    at <- (i - 1) * k + 1:k
    S[at, at] <- t(grid) %*% V %*% grid
    D[at] <- p * (1 - p) / a[i]
  }
  H <- diag(r * k) - (matrix(1, r, 1) %*% t(a)) %x% diag(k)
  l <- Re(eigen(diag(1 / D) %*% H %*% S %*% t(H), only.values = TRUE)$values)
  x2 <- sapply(1:k, function(j) unname(suppressWarnings(
    chisq.test(table(y[, j], g), correct = FALSE)$statistic)))
  m <- (r - 1) * k; q <- sum(l^2)
  list(options = x2, statistic = sum(x2) * m / q, df = m^2 / q,
       p = pchisq(sum(x2) * m / q, m^2 / q, lower.tail = FALSE))
}

designed <- function(d, weighted, clustered) {
  w <- if (weighted) d$w else rep(1, length(d$g))
  data <- data.frame(w = w, c = if (clustered) d$c else seq_along(w), s = if (clustered) d$s else 1)
  des <- svydesign(~c, strata = ~s, weights = ~w, data = data, nest = TRUE)
  groups <- sort(unique(d$g)); k <- ncol(d$y); n <- length(w)
  u <- NULL; weight <- NULL; x2 <- 0
  for (i in groups) for (j in 1:k) {
    inside <- d$g == i
    p <- sum(w * d$y[, j]) / sum(w); q <- sum(w * d$y[, j] * inside) / sum(w * inside)
    u <- cbind(u, inside * (d$y[, j] - q) / sum(w * inside) - (d$y[, j] - p) / sum(w))
    a <- sum(w * inside) / sum(w) / (p * (1 - p))
    weight <- c(weight, n * a); x2 <- x2 + n * a * (q - p)^2
  }
  V <- vcov(svytotal(u, des))
  l <- Re(eigen(diag(weight) %*% V, only.values = TRUE)$values)
  df <- sum(l)^2 / sum(l^2)
  c(x2 / sum(l), df, df * degf(des), pf(x2 / sum(l), df, df * degf(des), lower.tail = FALSE))
}

print_json(lapply(cases, function(d) {
  d$y <- as.matrix(d$y)
  list(y = d$y, g = d$g, w = d$w, c = d$c, s = d$s, plain = second_order(d$y, d$g),
       unweighted = designed(d, FALSE, FALSE), weighted = designed(d, TRUE, FALSE),
       clustered = designed(d, TRUE, TRUE))
}), "survey")
