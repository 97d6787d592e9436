# Rscript design_gaps.R > design_gaps.json   (from this folder)
# The gap between two yes/no items of people drawn in clusters: 20 clusters of 10 of whom all
# answer alike (10 clusters and 70 of 100 yes in one group, 10 and 30 of 100 in the other), and a stratified weighted sample whose
# clusters cross the groups.
source("json.R")
suppressPackageStartupMessages(library(survey))

alike <- expand.grid(i = 1:10, c = 1:20)
alike$g <- ifelse(alike$c <= 10, 1, 2)
yes <- rep(c(1, 0, 1, 0), c(7, 3, 3, 7))
other <- c(0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0)
alike <- transform(alike, x = yes[c], y = other[c], w = 1, s = 1, N = 0)

set.seed(11)
n <- 360
crossed <- data.frame(s = sample(3, n, TRUE), u = sample(8, n, TRUE), g = sample(3, n, TRUE, c(3, 2, 1)))
crossed$c <- crossed$s * 100 + crossed$u
pull <- rnorm(400)[crossed$c]
crossed <- transform(crossed, w = round(exp(rnorm(n, 0, .45)), 3), N = c(40, 30, 60)[s],
  x = as.integer(rnorm(n) + pull > -.3 + .1 * g), y = as.integer(rnorm(n) + pull / 2 > .1))

told <- function(d) {
  d$d <- d$x - d$y
  design <- if (any(d$N > 0)) svydesign(~c, strata = ~s, weights = ~w, fpc = ~N, data = d) else
    svydesign(~c, strata = ~s, weights = ~w, data = d)
  by <- svyby(~d, ~g, design, svymean, covmat = TRUE)
  total <- svymean(~d, design)
  k <- length(coef(by))
  pairs <- combn(k, 2)
  contrast <- lapply(seq_len(ncol(pairs)), function(j) {
    of <- setNames(rep(0, k), names(coef(by)))
    of[pairs[, j]] <- c(1, -1)
    svycontrast(by, of)
  })
  L <- cbind(diag(k - 1), -1)
  Ld <- L %*% coef(by)
  nu <- degf(design)
  q <- k - 1
  W <- c(t(Ld) %*% solve(L %*% vcov(by) %*% t(L), Ld))
  f <- (nu - q + 1) / (nu * q) * W
  ci <- sapply(sort(unique(d$g)), function(g) {
    own <- design[d$g == g, ]
    confint(svymean(~d, own), df = degf(own))
  })
  list(
    data = as.list(d[c("x", "y", "g", "s", "c", "w", "N")]),
    total = c(coef(total)), total_se = c(SE(total)), total_ci = c(confint(total, df = nu)),
    gap = unname(coef(by)), se = unname(SE(by)), low = ci[1, ], high = ci[2, ],
    difference = sapply(contrast, coef), difference_se = sapply(contrast, SE),
    F = f, p = pf(f, q, nu - q + 1, lower.tail = FALSE)
  )
}
print_json(list(alike = told(alike), crossed = told(crossed)), "survey")
