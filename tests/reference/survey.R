# Rscript survey.R > survey.json   (from this folder)
# Complex samples: the api data of package survey, and simulated ones with ties, strata,
# clusters, finite populations, unequal weights, an empty cell and a stratum of one unit.
source("json.R")
suppressPackageStartupMessages(library(survey))
data(api)
LEVELS <- c("mean", "logit", "likelihood", "asin", "beta", "xlogit")

fives <- function(x) as.integer(cut(x, quantile(x, 0:5 / 5), include.lowest = TRUE))
simulated <- function(seed, n, groups, strata = 1, clusters = 0, fpc = NULL, spread = .45) {
  set.seed(seed)
  d <- data.frame(
    g = sample(seq_along(groups), n, TRUE, groups), s = sample(strata, n, TRUE),
    w = exp(rnorm(n, 0, spread))
  )
  d$c <- if (clusters) sample(clusters, n, TRUE) else seq_len(n)
  pull <- rnorm(max(d$c) * strata)[(d$s - 1) * max(d$c) + d$c] * (clusters > 0) / 2
  d$y <- as.integer(cut(rnorm(n) + pull + .15 * d$g + .1 * d$s, c(-Inf, -1, -.3, .4, 1.2, Inf)))
  d$N <- if (is.null(fpc)) 0 else fpc[d$s]
  d
}
taken <- function(d, y, g, s = 1, c = seq_len(nrow(d)), N = 0) {
  data.frame(y = as.integer(factor(y)), g = as.integer(factor(g)), w = d$pw,
             s = as.integer(factor(s)), c = as.integer(factor(c)), N = N)
}
hole <- simulated(7, 400, c(3, 2, 1), 4, 9, c(40, 30, 60, 25))
hole <- hole[!(hole$y == 5 & hole$g == 3), ]
cases <- list(
  apistrat_five = with(apistrat, taken(apistrat, fives(api99), paste(comp.imp, sch.wide), stype, N = fpc)),
  apistrat_two = with(apistrat, taken(apistrat, awards, comp.imp, stype, N = fpc)),
  apiclus1_five = with(apiclus1, taken(apiclus1, fives(api00), stype, 1, dnum, fpc)),
  apiclus1_two = with(apiclus1, taken(apiclus1, awards, sch.wide, 1, dnum, 0)),
  apiclus2_five = with(apiclus2, taken(apiclus2, fives(api00), awards, 1, dnum, fpc1)),
  apiclus2_types = with(apiclus2, taken(apiclus2, both, stype, 1, dnum, 0)),
  weights_only = simulated(1, 156, c(90, 40, 26)),
  uneven_weights = simulated(2, 250, c(1, 1), spread = .9),
  strata_only = simulated(3, 300, c(3, 2, 1), 3, fpc = c(500, 400, 300)),
  clusters_only = simulated(4, 500, c(2, 1, 1, 1), 1, 30),
  strata_clusters = simulated(5, 600, c(1, 1), 5, 8, c(20, 30, 40, 50, 60)),
  empty_cell = hole,
  equal_weights = simulated(6, 120, c(1, 1, 1), 2, spread = 0)
)

design_of <- function(d) {
  d$group <- factor(d$g); d$answer <- factor(d$y); d$first <- as.numeric(d$y == 1)
  if (all(d$N == 0)) return(svydesign(~c, strata = ~s, weights = ~w, data = d, nest = TRUE))
  svydesign(~c, strata = ~s, weights = ~w, fpc = ~N, data = d, nest = TRUE)
}

# Eigenvalues by the log-linear form: interactions made orthogonal to the main effects in
# the metric of the multinomial covariance.
effects <- function(des) {
  d <- des$variables
  p <- svymean(~interaction(answer, group), des)
  n <- nrow(d); pi <- as.vector(coef(p)); V <- vcov(p)
  P <- (diag(pi) - outer(pi, pi)) / n
  grid <- expand.grid(r = levels(d$answer), c = levels(d$group))
  full <- model.matrix(~r * c, grid)
  main <- nlevels(d$answer) + nlevels(d$group) - 1
  X1 <- full[, 2:main, drop = FALSE]; X2 <- full[, -(1:main), drop = FALSE]
  X2 <- X2 - X1 %*% solve(t(X1) %*% P %*% X1, t(X1) %*% P %*% X2)
  Re(eigen(solve(t(X2) %*% P %*% X2, t(X2) %*% V %*% X2), only.values = TRUE)$values)
}
# Tail of a weighted sum of chi-squared by Imhof (1961), the denominator with ddf degrees.
imhof <- function(x, a, ddf) {
  a <- c(a, -x / ddf); h <- c(rep(1, length(a) - 1), ddf)
  f <- function(u) sapply(u, function(v)
    sin(sum(h * atan(a * v)) / 2) / (v * exp(sum(h * log1p((a * v)^2)) / 4)))
  .5 + integrate(f, 0, Inf, rel.tol = 1e-11, subdivisions = 20000)$value / pi
}

independence <- function(des) {
  out <- list()
  for (s in c("F", "Chisq", "Wald", "adjWald", "saddlepoint")) {
    t <- suppressWarnings(svychisq(~answer + group, des, statistic = s))
    out[[s]] <- c(unname(t$statistic), unname(t$p.value))
  }
  if (any(svytable(~answer + group, des) == 0)) return(out)
  a <- effects(des); x <- unname(svychisq(~answer + group, des, statistic = "Chisq")$statistic)
  ddf <- sum(a)^2 / sum(a^2) * degf(des)
  m <- svyloglin(~answer + group, des)
  g <- anova(m, update(m, ~ . + answer:group))$dev
  c(out, list(
    effects = sort(a), second_order = pchisq(x * sum(a) / sum(a^2), sum(a)^2 / sum(a^2), lower.tail = FALSE),
    exact_sum = imhof(x, a, ddf), likelihood_ratio = g$dev, likelihood_ratio_p = g$p[2],
    likelihood_ratio_f = pf(g$dev / sum(a), sum(a)^2 / sum(a^2), ddf, lower.tail = FALSE)
  ))
}

with_score <- function(des, score) {
  des <- update(des, score = score)
  k <- nlevels(des$variables$group)
  if (k == 2) {
    t <- svyttest(score ~ group, des)
    return(c(t$statistic, t$parameter, t$p.value, -t$estimate, -rev(t$conf.int)))
  }
  m <- svyglm(score ~ group, des)
  f <- regTermTest(m, ~group, df = degf(des) - k + 1)
  c(as.vector(f$Ftest), f$df, f$ddf, as.vector(f$p))
}
# Weighted mid-ranks by a loop over respondents.
ranks <- function(d) sapply(d$y, function(y) sum(d$w[d$y < y]) + sum(d$w[d$y == y]) / 2) / sum(d$w)
# As svyciprop(method = "likelihood"), its profile in 500 steps instead of some ten: R reads
# the limits from it by linear interpolation.
profiled <- function(des) {
  m <- svyglm(first ~ 1, des, family = quasibinomial)
  as.vector(plogis(confint(m, 1, method = "likelihood", ddf = degf(des), maxsteps = 1000,
                           del = .01)))
}

share <- function(des) {
  m <- svymean(~first, des, deff = "replace")
  # The profile of the likelihood does not always converge.
  intervals <- lapply(setNames(LEVELS, LEVELS), function(how) tryCatch(
    as.vector(attr(svyciprop(~first, des, method = how), "ci")), error = function(e) c(NaN, NaN)))
  intervals$profiled <- tryCatch(suppressMessages(profiled(des)), error = function(e) c(NaN, NaN))
  list(mean = c(coef(m), SE(m), deff(m)), intervals = intervals)
}

of_case <- function(d) {
  des <- design_of(d); d <- des$variables
  by <- svyby(~first, ~group, des, svymean)
  spread <- sapply(levels(d$group), function(k)
    deff(svymean(~first, subset(des, group == k), deff = "replace")))
  pair <- svyttest(first ~ group, subset(des, g <= 2))
  list(
    y = d$y, g = d$g, w = d$w, s = d$s, c = d$c, N = d$N, df = degf(des),
    independence = independence(des), share = share(des),
    share_of_first_group = share(subset(des, g == 1)),
    by = list(as.vector(coef(by)), as.vector(SE(by)), as.vector(spread)),
    pair = c(pair$statistic, pair$parameter, pair$p.value, -pair$estimate, -rev(pair$conf.int)),
    means = with_score(des, d$y), wilcoxon = with_score(des, ranks(d)),
    van_der_waerden = with_score(des, qnorm(ranks(d))),
    median = with_score(des, as.numeric(ranks(d) > .5))
  )
}

lonely <- function(how) {
  options(survey.lonely.psu = how); on.exit(options(survey.lonely.psu = "fail"))
  d <- simulated(8, 90, c(1, 1), 3, 6); d$s[d$c == 6 & d$s == 3] <- 4
  des <- design_of(d)
  m <- svymean(~first, des)
  list(y = d$y, g = d$g, w = d$w, s = d$s, c = d$c, N = d$N,
       mean = c(coef(m), SE(m)), F = unname(svychisq(~answer + group, des)$statistic))
}
hows <- c("certainty", "average", "adjust")
print_json(c(
  lapply(cases, of_case),
  list(single = lapply(setNames(hows, hows), lonely))
), "survey")
