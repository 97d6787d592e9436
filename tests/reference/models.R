# Rscript models.R > models.json   (from this folder)
# Answers in the rows, groups in the columns, strata in the third dimension.
source("json.R")
suppressPackageStartupMessages({library(MASS); library(vcd)})

strata <- function(rows, columns, ...) array(c(...), c(rows, columns, length(list(...))))
by_row <- function(rows, ...) as.vector(matrix(c(...), rows, byrow = TRUE))
tables <- list(
  arthritis = strata(3, 2, unclass(table(Arthritis$Improved, Arthritis$Treatment))),
  arthritis_sex = unclass(xtabs(~ Improved + Treatment + Sex, Arthritis)),
  housing = unclass(xtabs(Freq ~ Sat + Infl + Type, housing)),
  housing_contact = unclass(xtabs(Freq ~ Sat + Type, housing)),
  hair_eye = unclass(apply(HairEyeColor, 2:1, sum)),
  waves = strata(5, 3, by_row(5, 6, 1, 4, 14, 5, 6, 23, 9, 7, 35, 17, 7, 12, 8, 2)),
  zeros = strata(5, 3, by_row(5, 0, 2, 1, 3, 0, 4, 21, 10, 9, 48, 20, 12, 18, 8, 0)),
  small = strata(4, 2, by_row(4, 1, 2, 3, 2, 0, 4, 2, 5)),
  skewed = strata(5, 3, by_row(5, 60, 22, 9, 21, 12, 8, 6, 4, 5, 2, 2, 3, 1, 0, 1)),
  fractions = strata(4, 3, by_row(4, 10.5, 3.2, 1.1, 8.25, 7.5, 4.75, 3, 9.1, 6.6, 2.2, 4, 8)),
  two_answers = strata(2, 4, by_row(2, 30, 12, 9, 25, 20, 21, 17, 14)),
  admission = unclass(aperm(UCBAdmissions, 1:3)),
  empty_cell_stratum = strata(3, 3,
    by_row(3, 5, 4, 0, 8, 6, 0, 3, 7, 0), by_row(3, 9, 2, 4, 6, 8, 5, 2, 9, 10)),
  seven = strata(7, 2, by_row(7, 3, 1, 7, 2, 12, 6, 20, 11, 17, 15, 9, 14, 2, 8))
)
unnamed <- function(x) {
  dimnames(x) <- NULL
  if (length(dim(x)) == 2) dim(x) <- c(dim(x), 1)
  x
}
told <- function(x) list(dim = dim(x), counts = as.vector(aperm(x, 3:1)))

# Cells with characteristics: the groups but the first, the strata but the first.
cells <- function(x) {
  d <- expand.grid(g = seq_len(dim(x)[2]), s = seq_len(dim(x)[3]))
  n <- t(matrix(x, dim(x)[1]))
  used <- rowSums(n) > 0
  g <- outer(d$g, seq_len(dim(x)[2])[-1], `==`) + 0
  s <- outer(d$s, seq_len(dim(x)[3])[-1], `==`) + 0
  list(n = n[used, , drop = FALSE], x = cbind(g, s)[used, , drop = FALSE])
}
# Log-likelihood and gradient of logit P(Y <= j) = theta_j - x'b, written out.
loglik <- function(p, d) {
  J <- ncol(d$n); th <- p[seq_len(J - 1)]; b <- p[-seq_len(J - 1)]
  eta <- if (length(b)) drop(d$x %*% b) else rep(0, nrow(d$n))
  P <- cbind(0, plogis(outer(-eta, th, `+`)), 1)
  P <- t(apply(P, 1, diff))
  sum(ifelse(d$n > 0, d$n * log(P), 0))
}
gradient <- function(p, d) {
  J <- ncol(d$n); th <- p[seq_len(J - 1)]; b <- p[-seq_len(J - 1)]
  eta <- if (length(b)) drop(d$x %*% b) else rep(0, nrow(d$n))
  z <- outer(-eta, th, `+`)
  P <- t(apply(cbind(0, plogis(z), 1), 1, diff)); f <- dlogis(z)
  r <- d$n / P
  s <- f * (r[, -J, drop = FALSE] - r[, -1, drop = FALSE])
  c(colSums(s), -drop(crossprod(d$x, rowSums(s))))
}
hessian <- function(p, d) {
  central <- function(h) sapply(seq_along(p), function(i) {
    e <- replace(numeric(length(p)), i, h)
    (gradient(p + e, d) - gradient(p - e, d)) / (2 * h)
  })
  H <- (4 * central(5e-4) - central(1e-3)) / 3
  matrix((H + t(H)) / 2, length(p))
}
newton <- function(p, d, free = seq_along(p)) {
  for (i in 1:60) {
    step <- solve(hessian(p, d)[free, free, drop = FALSE], -gradient(p, d)[free])
    p[free] <- p[free] + step
    if (max(abs(step)) < 1e-13) break
  }
  p
}
profile_limit <- function(p, d, i, side) {
  best <- loglik(p, d)
  free <- setdiff(seq_along(p), i)
  warm <- p
  fallen <- function(at) {
    q <- warm; q[i] <- at
    q <- newton(q, d, free); warm <<- q
    2 * (best - loglik(q, d)) - qchisq(.95, 1)
  }
  se <- sqrt(diag(solve(-hessian(p, d))))[i]
  far <- p[i] + side * 1.5 * se
  while (fallen(far) < 0) far <- far + side * se / 2
  warm <<- p
  uniroot(fallen, sort(c(p[i], far)), tol = 1e-13, maxiter = 1000)$root
}
long <- function(x) {
  d <- expand.grid(y = seq_len(dim(x)[1]), g = seq_len(dim(x)[2]), s = seq_len(dim(x)[3]))
  d$n <- as.vector(x)
  d$s <- factor(d$s); d$g <- factor(d$g)
  d[d$n > 0, ]
}
of_table <- function(x) {
  x <- unnamed(x)
  d <- cells(x); l <- long(x)
  J <- dim(x)[1]; G <- dim(x)[2] - 1; S <- dim(x)[3] - 1
  formula <- if (S) ordered(y) ~ g + s else ordered(y) ~ g
  if (J > 2) {
    fitted <- suppressWarnings(polr(formula, l, weights = n, Hess = TRUE,
      control = list(reltol = 1e-15, maxit = 10000)))
    start <- c(fitted$zeta, coef(fitted))
    packaged <- list(polr_coef = unname(coef(fitted)), polr_zeta = unname(fitted$zeta),
      polr_deviance = deviance(fitted), polr_se = unname(sqrt(diag(vcov(fitted)))))
  } else {
    early <- as.numeric(l$y == 1)
    fitted <- suppressWarnings(glm(if (S) early ~ g + s else early ~ g, binomial, l,
      weights = n, control = list(epsilon = 1e-15, maxit = 100)))
    start <- c(coef(fitted)[1], -coef(fitted)[-1])
    packaged <- list(glm_coef = unname(coef(fitted)), glm_deviance = deviance(fitted),
      glm_se = unname(sqrt(diag(vcov(fitted)))))
  }
  p <- newton(unname(start), d)
  none <- list(n = d$n, x = d$x[, -seq_len(G), drop = FALSE])
  alike <- newton(p[-(J - 1 + seq_len(G))], none)
  saturated <- sum(ifelse(d$n > 0, d$n * log(d$n / rowSums(d$n)), 0))
  best <- loglik(p, d)
  spare <- nrow(d$n) * (J - 1) - length(p)
  limits <- sapply(J - 1 + seq_len(G), function(i) c(profile_limit(p, d, i, -1),
    profile_limit(p, d, i, 1)))
  c(told(x), packaged, list(
    theta = p[seq_len(J - 1)], slopes = p[-seq_len(J - 1)],
    se = sqrt(diag(solve(-hessian(p, d)))),
    log_likelihood = best, alike = loglik(alike, none), saturated = saturated,
    lr = 2 * (best - loglik(alike, none)), lr_df = G,
    lr_p = pchisq(2 * (best - loglik(alike, none)), G, lower.tail = FALSE),
    fit = 2 * (saturated - best), fit_df = spare,
    fit_p = pchisq(2 * (saturated - best), spare, lower.tail = FALSE),
    profile_low = limits[1, ], profile_high = limits[2, ]
  ))
}
print_json(lapply(tables, of_table), c("MASS", "vcd"))
