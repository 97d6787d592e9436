# Rscript proportions.R > proportions.json   (from this folder)
# One proportion or one distribution against a given one.
source("json.R")
z <- qnorm(.975)

one <- function(x, n, p) {
  exact <- binom.test(x, n, p)
  law <- dbinom(0:n, n, p)
  seen <- dbinom(x, n, p)
  tied <- abs(log(law) - log(seen)) < 1e-7
  middle <- (x + z^2 / 2) / (n + z^2)
  reach <- z * sqrt(middle * (1 - middle) / (n + z^2))
  score <- suppressWarnings(prop.test(x, n, p, correct = FALSE))
  # prop.test corrects by at most |x - np|: far from p it is the whole half.
  far <- if (x > n / 2) .01 else .99
  corrected <- suppressWarnings(prop.test(x, n, far))
  list(
    given = c(x, n, p), exact = exact$p.value,
    midp = sum(law[law < seen & !tied]) + sum(law[tied]) / 2,
    score = unname(score$statistic), score_p = score$p.value,
    wilson = as.numeric(score$conf.int), wilson_corrected = as.numeric(corrected$conf.int),
    clopper_pearson = as.numeric(exact$conf.int),
    agresti_coull = c(middle - reach, middle + reach),
    wald = x / n + c(-z, z) * sqrt(x / n * (1 - x / n) / n)
  )
}

# Every distribution of n respondents by counting through all of them.
exact_fit <- function(x, p) {
  n <- sum(x)
  all <- as.matrix(expand.grid(rep(list(0:n), length(x) - 1)))
  all <- all[rowSums(all) <= n, , drop = FALSE]
  all <- cbind(all, n - rowSums(all))
  fit <- function(v) sum((v - n * p)^2 / (n * p))
  far <- apply(all, 1, fit) >= fit(x) * (1 - 1e-9)
  sum(apply(all[far, , drop = FALSE], 1, dmultinom, prob = p))
}

noncentrality <- function(x2, df, q) {
  reached <- function(l) pchisq(x2, df, ncp = l) - q
  if (reached(0) < 0) return(0)
  uniroot(reached, c(0, 10 * x2 + 100), tol = 1e-13, maxiter = 10000)$root
}

fit <- function(x, p) {
  test <- suppressWarnings(chisq.test(x, p = p, rescale.p = TRUE))
  x2 <- unname(test$statistic)
  limits <- sapply(c(.975, .025), function(q) noncentrality(x2, length(x) - 1, q))
  told <- list(
    counts = x, shares = p, statistic = x2, p_value = test$p.value,
    w = c(sqrt(x2 / sum(x)), sqrt(limits / sum(x)))
  )
  if (sum(x) < 30) told$exact <- exact_fit(x, p / sum(p))
  told
}

given <- list(
  c(80, 156, .5), c(59, 156, 1 / 3), c(61, 100, .5), c(3, 26, .2), c(0, 26, .05),
  c(26, 26, .9), c(1, 1, .5), c(1, 2, .5), c(7, 10, .5), c(12, 40, .3), c(2, 9, .7),
  c(410, 1000, .44), c(5200, 10000, .51), c(19, 20, .35)
)
print_json(list(
  one = lapply(given, function(v) do.call(one, as.list(v))),
  fit = list(
    thirds = fit(c(30, 44, 82), rep(1 / 3, 3)), published = fit(c(30, 44, 82), c(19, 28, 53)),
    typical = fit(c(16, 64, 45, 22, 9), c(.1, .4, .3, .15, .05)),
    few = fit(c(3, 4, 12), c(.2, .3, .5)), coin = fit(c(7, 3), c(.5, .5)),
    empty = fit(c(0, 9, 5, 3), rep(.25, 4)), skewed = fit(c(1, 1, 8), c(.6, .3, .1)),
    exactly = fit(c(50, 30, 20), c(.5, .3, .2))
  )
))
