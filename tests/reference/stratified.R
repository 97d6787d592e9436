# Rscript stratified.R > stratified.json   (from this folder)
# Answers in the rows, groups in the columns, strata in the third dimension.
source("json.R")
suppressPackageStartupMessages({library(coin); library(vcd)})

strata <- function(rows, columns, ...) array(c(...), c(rows, columns, length(list(...))))
by_row <- function(rows, ...) as.vector(matrix(c(...), rows, byrow = TRUE))
many <- list(
  arthritis = unclass(aperm(xtabs(~ Improved + Treatment + Sex, Arthritis), 1:3)),
  hair_eye_sex = unclass(HairEyeColor),
  titanic = unclass(apply(Titanic, c(1, 2, 4), sum)),
  waves = strata(5, 3,
    by_row(5, 6, 1, 4, 14, 5, 6, 23, 9, 7, 35, 17, 7, 12, 8, 2),
    by_row(5, 3, 2, 1, 20, 9, 8, 31, 10, 4, 25, 15, 5, 9, 2, 0),
    by_row(5, 0, 2, 1, 3, 0, 4, 21, 10, 9, 48, 20, 12, 18, 8, 0)),
  sparse = strata(4, 3,
    by_row(4, 1, 0, 2, 0, 3, 0, 2, 1, 1, 0, 0, 4),
    by_row(4, 0, 1, 0, 2, 0, 0, 1, 1, 3, 3, 0, 0),
    by_row(4, 2, 0, 0, 1, 1, 0, 0, 2, 0, 0, 1, 1)),
  dull_stratum = strata(3, 3,
    by_row(3, 5, 4, 1, 2, 6, 3, 1, 2, 7),
    by_row(3, 0, 0, 0, 4, 9, 2, 0, 0, 0),
    by_row(3, 3, 1, 2, 4, 4, 4, 0, 3, 6)),
  two_groups = strata(5, 2,
    by_row(5, 10, 3, 20, 9, 31, 16, 12, 18, 4, 7),
    by_row(5, 3, 6, 9, 8, 15, 20, 11, 11, 6, 9)),
  two_groups_small = strata(4, 2,
    by_row(4, 1, 4, 3, 2, 5, 1, 2, 0),
    by_row(4, 0, 2, 4, 3, 2, 2, 3, 1),
    by_row(4, 2, 2, 1, 3, 6, 0, 1, 2)),
  one_table = strata(3, 3, by_row(3, 20, 4, 6, 24, 13, 7, 46, 23, 13))
)
# mantelhaen.test refuses strata of one respondent, so there is none among these.
pairs <- list(
  admission = unclass(aperm(UCBAdmissions, 1:3)),
  coal = unclass(CoalMiners),
  big = strata(2, 2, c(120, 45, 98, 77), c(60, 81, 33, 90), c(210, 55, 140, 61)),
  rare = strata(2, 2, c(3, 117, 1, 98), c(0, 60, 2, 55), c(4, 201, 1, 190)),
  tiny = strata(2, 2, c(2, 1, 1, 3), c(1, 2, 2, 1), c(3, 0, 1, 1), c(0, 2, 1, 1)),
  opposite = strata(2, 2, c(30, 10, 10, 30), c(8, 25, 22, 9)),
  nearly_even = strata(2, 2, c(10, 11, 12, 12), c(7, 8, 9, 10))
)

told <- function(x) list(dim = dim(x), counts = as.vector(aperm(x, length(dim(x)):1)))
long <- function(x) {
  d <- expand.grid(y = seq_len(dim(x)[1]), g = seq_len(dim(x)[2]), s = seq_len(dim(x)[3]))
  d <- d[rep(seq_len(nrow(d)), as.vector(x)), ]
  data.frame(y = d$y, g = d$g, s = factor(d$s))
}
squared <- function(test) {
  z <- if (is(test, "ScalarIndependenceTest")) statistic(test)^2 else statistic(test)
  as.numeric(z)
}
of_many <- function(x) {
  dimnames(x) <- NULL
  d <- long(x)
  d$yf <- factor(d$y); d$gf <- factor(d$g)
  n <- ave(d$y, d$s, FUN = length)
  d$within <- ave(d$y, d$s, FUN = rank)
  d$ridit <- d$within / (n + 1)
  d$u <- c(1, 2, 4, 8, 9)[d$y]; d$v <- c(0, 1, 5, 6)[d$g]
  of <- function(f) squared(independence_test(f, data = d, teststat = "quadratic"))
  found <- list(
    general = squared(cmh_test(yf ~ gf | s, data = d)),
    general_p = as.numeric(pvalue(cmh_test(yf ~ gf | s, data = d))),
    mean_scores = of(y ~ gf | s), correlation = of(y ~ g | s),
    own_scores = of(u ~ gf | s), own_correlation = of(u ~ v | s),
    stratum_ranks = of(within ~ gf | s), ridits = of(ridit ~ gf | s),
    ranks = squared(kruskal_test(y ~ gf | s, data = d)),
    linear = squared(lbl_test(ordered(y) ~ ordered(g) | s, data = d))
  )
  whole <- tryCatch(mantelhaen.test(x), error = function(e) NULL)
  if (!is.null(whole) && !is.nan(whole$statistic))
    found <- c(found, list(mantelhaen = unname(whole$statistic),
      mantelhaen_df = unname(whole$parameter), mantelhaen_p = whole$p.value))
  c(told(x), found)
}

of_pairs <- function(x) {
  dimnames(x) <- NULL
  plain <- mantelhaen.test(x, correct = FALSE)
  c(told(x), list(
    odds = unname(plain$estimate), low = plain$conf.int[1], high = plain$conf.int[2],
    low90 = mantelhaen.test(x, correct = FALSE, conf.level = .9)$conf.int[1],
    breslow_day = breslow_day(x, unname(plain$estimate))
  ))
}
# Breslow & Day (1980) and Tarone (1985), the fitted cell by uniroot.
breslow_day <- function(x, psi) {
  each <- sapply(seq_len(dim(x)[3]), function(k) {
    r <- sum(x[1, , k]); c <- sum(x[, 1, k]); n <- sum(x[, , k])
    off <- function(a) log(a) + log(n - r - c + a) - log(r - a) - log(c - a) - log(psi)
    ends <- c(max(0, r + c - n), min(r, c))
    gap <- diff(ends) * 1e-13
    a <- uniroot(off, ends + c(gap, -gap), tol = 1e-15, maxiter = 1e5)$root
    c(x[1, 1, k] - a, 1 / (1 / a + 1 / (r - a) + 1 / (c - a) + 1 / (n - r - c + a)))
  })
  bd <- sum(each[1, ]^2 / each[2, ])
  c(bd, bd - sum(each[1, ])^2 / sum(each[2, ]))
}
print_json(list(
  many = lapply(many, of_many), pairs = lapply(pairs, of_pairs)
), c("coin", "vcd"))
