# Rscript reliability.R > reliability.json   (from this folder)
# Alpha by its formula, tetrachoric correlations by mvtnorm, one factor by Gauss-Newton and Newton.
source("json.R")
suppressPackageStartupMessages(library(mvtnorm))

latent <- function(n, loadings, seed) {
  set.seed(seed)
  outer(rnorm(n), loadings) + sweep(matrix(rnorm(n * length(loadings)), n), 2,
                                    sqrt(1 - loadings^2), `*`)
}
cut_at <- function(z, at) matrix(findInterval(z, at), nrow(z)) + 0
sets <- list(
  practices = cut_at(latent(156, rep(c(.7, .5, .6), length.out = 13), 1), .3),
  yes_no = cut_at(latent(90, c(.8, .6, .7, .5), 2), -.2),
  unrelated = cut_at(latent(80, c(.1, -.1, .1, 0), 6), 0)
)
tables <- list(
  two_by_two = matrix(c(40, 10, 15, 35), 2), rare = matrix(c(3, 20, 12, 121), 2),
  opposite = matrix(c(4, 30, 28, 9), 2), none = matrix(c(20, 40, 10, 20), 2),
  empty = matrix(c(9, 4, 0, 7), 2)
)

alpha <- function(x) {
  k <- ncol(x); n <- nrow(x)
  a <- k / (k - 1) * (1 - sum(apply(x, 2, var)) / var(rowSums(x)))
  f <- function(q) 1 - (1 - a) * qf(q, n - 1, (n - 1) * (k - 1))
  list(n = n, alpha = a, low = f(.975), high = f(.025), low90 = f(.95))
}
corner <- function(a, b, r) {
  if (a == -Inf || b == -Inf) return(0)
  if (a == Inf) return(pnorm(b))
  if (b == Inf) return(pnorm(a))
  as.numeric(pmvnorm(upper = c(a, b), corr = matrix(c(1, r, r, 1), 2), algorithm = TVPACK(1e-15)))
}
density_at <- function(a, b, r) {
  if (!is.finite(a) || !is.finite(b)) return(0)
  exp(-(a^2 - 2 * r * a * b + b^2) / (2 * (1 - r^2))) / (2 * pi * sqrt(1 - r^2))
}
polychoric <- function(n) {
  n[n == 0] <- .5
  t1 <- c(-Inf, qnorm(cumsum(rowSums(n))[-nrow(n)] / sum(n)), Inf)
  t2 <- c(-Inf, qnorm(cumsum(colSums(n))[-ncol(n)] / sum(n)), Inf)
  rectangles <- function(f, r) {
    m <- outer(seq_along(t1), seq_along(t2), Vectorize(function(i, j) f(t1[i], t2[j], r)))
    t(apply(apply(m, 2, diff), 1, diff))
  }
  score <- function(r) {
    slopes <- rectangles(density_at, r)
    sum(ifelse(n > 0, n * slopes / pmax(rectangles(corner, r), 1e-300), 0))
  }
  at <- score(0)
  if (at == 0) return(0)
  # From 0 on, as P of a corner loses its digits near a perfect correlation.
  ends <- c(0, sign(at) * .1)
  while (sign(score(ends[2])) == sign(at)) ends <- ends + sign(at) * .05
  uniroot(score, sort(ends), tol = 1e-15, maxiter = 1000)$root
}
# Gauss-Newton on the residual correlations.
one_factor <- function(R) {
  low <- which(lower.tri(R), arr.ind = TRUE)
  e <- eigen(R); l <- e$vectors[, 1] * sqrt(max(e$values[1] - 1, .1))
  for (i in 1:500) {
    J <- matrix(0, nrow(low), length(l))
    J[cbind(seq_len(nrow(low)), low[, 1])] <- l[low[, 2]]
    J[cbind(seq_len(nrow(low)), low[, 2])] <- l[low[, 1]]
    step <- qr.solve(J, R[low] - l[low[, 1]] * l[low[, 2]])
    l <- l + step
    if (max(abs(step)) < 1e-15) break
  }
  # Where the residuals are large it comes near slowly; Newton ends it.
  for (i in 1:10) {
    others <- sum(l^2) - l^2
    H <- 2 * outer(l, l) - R; diag(H) <- others
    l <- l - solve(H, l * others - drop((R - diag(length(l))) %*% l))
  }
  if (sum(l) < 0) -l else l
}
of_set <- function(x) {
  k <- ncol(x)
  R <- diag(k)
  for (i in 2:k) for (j in 1:(i - 1))
    R[i, j] <- R[j, i] <- polychoric(unclass(table(x[, i], x[, j])))
  found <- c(list(pairs = crossprod(x)), alpha(x))
  l <- one_factor(R)
  if (max(abs(l)) >= 1) return(found)
  c(found, list(omega = sum(l)^2 / (sum(l)^2 + sum(1 - l^2))))
}
of_table <- function(n) list(counts = n, polychoric = polychoric(n))
exact <- c(.9, .5, .7, .3)
print_json(list(
  yes_no = lapply(sets, of_set),
  tables = lapply(tables, of_table),
  # Where one factor explains all correlations, factanal finds the same loadings.
  factanal = list(correlations = tcrossprod(exact) + diag(1 - exact^2), loadings =
    as.numeric(abs(factanal(covmat = tcrossprod(exact) + diag(1 - exact^2), factors = 1,
      n.obs = 200, start = rep(.5, 4), control = list(opt = list(factr = 1e4)))$loadings)))
), "mvtnorm")
