# Rscript means.R > means.json   (from this folder)
# Means of numbers in groups: svymean, svyvar, svyquantile(qrule = "school"), svyttest and
# regTermTest of svyglm on the api data and on simulated samples; oneway.test and t.test of
# plain ones. A recommendation from 0 to 10 is told by its Net Promoter Score as well.
source("json.R")
suppressPackageStartupMessages(library(survey))
data(api)
P <- c(.15, .25, .5, .75)

taken <- function(d, x, g, s = 1, c = seq_len(nrow(d)), N = 0, w = d$pw) {
  data.frame(x = x, g = as.integer(factor(g)), w = w, s = as.integer(factor(s)),
             c = as.integer(factor(c)), N = N)
}
simulated <- function(seed, n, groups, strata = 1, clusters = 0, whole = TRUE) {
  set.seed(seed)
  d <- data.frame(g = sample(seq_along(groups), n, TRUE, groups), s = sample(strata, n, TRUE),
                  w = exp(rnorm(n, 0, .6)), N = 0)
  d$c <- if (clusters) sample(clusters, n, TRUE) else seq_len(n)
  x <- rlnorm(n, 3 + .1 * d$g + .05 * d$s + rnorm(clusters + 1)[d$c %% (clusters + 1) + 1] / 5, .5)
  d$x <- if (whole) round(x) else x
  d$x[sample(n, n %/% 20)] <- NA
  d
}
recommend <- simulated(4, 240, c(2, 1, 1)); recommend$x <- pmin(10, recommend$x %/% 3)
plain <- function(d) { d$w <- 1; d$c <- seq_len(nrow(d)); d }
cases <- list(
  apistrat = with(apistrat, taken(apistrat, api00, comp.imp, stype, N = fpc)),
  apistrat_types = with(apistrat, taken(apistrat, enroll, stype, stype)),
  apiclus1 = with(apiclus1, taken(apiclus1, api99, stype, 1, dnum, fpc)),
  apiclus2 = with(apiclus2, taken(apiclus2, api00, awards, 1, dnum, fpc1)),
  weights_only = simulated(1, 200, c(3, 2, 1)),
  strata_clusters = simulated(2, 400, c(2, 1, 1), 3, 9, FALSE),
  strata_unweighted = transform(simulated(3, 150, c(1, 1), 4), w = 1),
  recommend = recommend,
  plain = plain(simulated(5, 120, c(3, 2, 1))),
  plain_two = plain(simulated(6, 61, c(1, 1), whole = FALSE)),
  plain_recommend = plain(recommend)
)
is_plain <- function(d) all(d$w == 1) && length(unique(d$s)) == 1 && !any(duplicated(d$c))

design_of <- function(d) {
  d$group <- factor(d$g)
  if (all(d$N == 0)) return(svydesign(~c, strata = ~s, weights = ~w, data = d, nest = TRUE))
  svydesign(~c, strata = ~s, weights = ~w, fpc = ~N, data = d, nest = TRUE)
}
line <- function(des, plain) {
  des <- subset(des, !is.na(x))
  n <- nrow(des$variables); m <- svymean(~x, des)
  if (plain) {
    t <- t.test(des$variables$x)
    return(c(n, t$estimate, sd(des$variables$x), t$stderr, t$conf.int,
             quantile(des$variables$x, P, type = 2)))
  }
  c(n, coef(m), sqrt(coef(svyvar(~x, des))), SE(m), confint(m, df = degf(des)),
    coef(svyquantile(~x, des, P, qrule = "school", ci = FALSE)))
}
pair <- function(des, two, plain) {
  des <- subset(des, !is.na(x) & g %in% two)
  if (plain) {
    v <- des$variables
    t <- t.test(v$x[v$g == two[1]], v$x[v$g == two[2]])
    return(c(-diff(t$estimate), t$statistic, t$parameter, t$p.value, t$conf.int))
  }
  des <- update(des, first = as.numeric(g == two[1]))
  t <- svyttest(x ~ first, des)
  c(t$estimate, t$statistic, t$parameter, t$p.value, t$conf.int)
}
together <- function(des, plain) {
  des <- subset(des, !is.na(x))
  if (plain) {
    t <- oneway.test(x ~ group, des$variables)
    return(c(t$statistic, t$parameter, t$p.value))
  }
  t <- regTermTest(svyglm(x ~ group, des), ~group)
  c(t$Ftest, t$df, t$ddf, t$p)
}
told <- function(d) {
  des <- design_of(d); plain <- is_plain(d); G <- sort(unique(d$g))
  list(
    data = lapply(d[c("x", "g", "w", "s", "c", "N")], function(v) ifelse(is.na(v), -1, v)),
    lines = c(list(line(des, plain)), lapply(G, function(k) line(subset(des, g == k), plain))),
    pairs = lapply(combn(G, 2, simplify = FALSE), function(two) pair(des, two, plain)),
    together = if (length(G) > 2) together(des, plain) else 0
  )
}
score <- function(d) transform(d, x = 100 * (x >= 9) - 100 * (x <= 6))
cases$nps <- score(recommend); cases$plain_nps <- score(plain(recommend))
print_json(lapply(cases, told), "survey")
