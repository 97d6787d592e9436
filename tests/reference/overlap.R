# Rscript overlap.R > overlap.json   (from this folder)
# Shares in columns that share people: svycontrast of svytotal for pairs, t on degf, and Wald's F
# for all columns at once. Tests go by the covariance if answers do not depend on columns: that of all who
# are in one, times their design effect (svytotal); intervals by svycontrast of the shares. F is adjusted as in svychisq(statistic = "adjWald"): W (nu - q + 1)/(nu q) on q
# and nu - q + 1. The data stacked column upon column, each person once for each, in their own units,
# must give the same covariance of shares (svyby(covmat = TRUE)).
source("json.R")
suppressPackageStartupMessages(library(survey))
data(api)

taken <- function(d, y, columns, w = 1, s = 1, c = seq_len(nrow(d)), N = 0) {
  list(y = y, columns = lapply(columns, as.numeric), w = w + 0 * y, s = as.integer(factor(rep_len(s, length(y)))),
       c = as.integer(factor(c)), N = N + 0 * y)
}
simulated <- function(seed, n, spread = 0, strata = 1, clusters = 0) {
  set.seed(seed)
  taste <- rnorm(n)
  y <- sample(0:3, n, TRUE, c(4, 3, 2, 1)); y[sample(n, n %/% 20)] <- -1
  taken(data.frame(y), y, list(a = taste + rnorm(n) > 0, b = taste + rnorm(n) > .3,
                               c = rnorm(n) > .8, d = y == 1 | rnorm(n) > .5),
        if (spread) exp(rnorm(n, 0, spread)) else 1, sample(strata, n, TRUE),
        if (clusters) sample(clusters, n, TRUE) else seq_len(n))
}
schools <- function(d, ...) taken(
  d, as.integer(cut(d$api00, c(0, 550, 700, 1000))) - 1,
  list(awards = d$awards == "Yes", wide = d$sch.wide == "Yes", target = d$comp.imp == "Yes"), ...)
cases <- list(
  plain = simulated(1, 156), weighted = simulated(2, 300, .6), strata = simulated(3, 240, .4, 4),
  clusters = simulated(4, 400, .5, 1, 30), both = simulated(5, 500, .5, 3, 45),
  apistrat = with(apistrat, schools(apistrat, pw, stype, N = fpc)),
  apiclus1 = with(apiclus1, schools(apiclus1, pw, 1, dnum, fpc)),
  apiclus2 = with(apiclus2, schools(apiclus2, pw, 1, dnum, fpc1))
)

design_of <- function(d) {
  if (all(d$N == 0)) return(svydesign(~c, strata = ~s, weights = ~w, data = d, nest = TRUE))
  svydesign(~c, strata = ~s, weights = ~w, fpc = ~N, data = d, nest = TRUE)
}
# Of the means of the columns of y in each of the columns of inside.
null_covariance <- function(d, inside, y) {
  any <- apply(inside, 1, max); w <- d$w * any
  u <- any * sweep(y, 2, apply(y, 2, weighted.mean, w)); colnames(u) <- paste0("u", seq_len(ncol(u)))
  drawn <- vcov(svytotal(reformulate(colnames(u)), design_of(cbind(d[c("w", "s", "c", "N")], u))))
  one_by_one <- crossprod(d$w * u)
  shares <- sweep(inside * d$w, 2, colSums(inside * d$w), "/")
  kronecker(crossprod(shares), one_by_one / sum(w^2)) * sum(diag(drawn)) / sum(diag(one_by_one))
}
# Of differences of all columns from the first, means column by column.
adjusted <- function(means, v, columns, nu) {
  apart <- kronecker(cbind(-1, diag(columns - 1)), diag(length(means) / columns))
  q <- nrow(apart); b <- drop(apart %*% means)
  f <- drop(b %*% solve(apart %*% v %*% t(apart), b)) * (nu - q + 1) / (nu * q)
  c(f, q, nu - q + 1, pf(f, q, nu - q + 1, lower.tail = FALSE))
}
of_values <- function(case, value) {
  asked <- case$y >= 0
  d <- as.data.frame(case[c("w", "s", "c", "N")])
  names <- names(case$columns)
  for (k in names) {
    d[[paste0("n_", k)]] <- case$columns[[k]] * asked
    d[[paste0("y_", k)]] <- case$columns[[k]] * asked * value
  }
  of <- outer(c("n_", "y_"), names, paste0)
  totals <- svytotal(as.formula(paste("~", paste(of, collapse = "+"))), design_of(d))
  means <- svycontrast(totals, setNames(lapply(names, function(k) parse(
    text = sprintf("y_%s/n_%s", k, k))[[1]]), names))
  stacked <- do.call(rbind, c(list(cbind(d[c("w", "s", "c", "N")], value = 0, column = "none")),
    lapply(names, function(k) cbind(d[c("w", "s", "c", "N")], value = value, column = k)[
      case$columns[[k]] * asked == 1, ])))
  stacked$column <- factor(stacked$column, c(names, "none"))
  inside <- subset(design_of(stacked), column != "none")
  by <- svyby(~value, ~column, inside, svymean, covmat = TRUE)
  stopifnot(all.equal(unname(vcov(by)[names, names]), unname(vcov(means)), tolerance = 1e-10))
  null <- function(used) null_covariance(
    d, sapply(used, function(k) d[[paste0("n_", k)]]), cbind(value))
  pairs <- lapply(combn(names, 2, simplify = FALSE), function(two) {
    apart <- svycontrast(means, list(d = setNames(c(1, -1), two)))
    nu <- degf(subset(design_of(stacked), column %in% two))
    t <- coef(apart) / sqrt(drop(c(1, -1) %*% null(two) %*% c(1, -1)))
    c(coef(apart), t, nu, 2 * pt(-abs(t), nu), coef(apart) + c(-1, 1) * qt(.975, nu) * SE(apart))
  })
  list(shares = unname(coef(means)), pairs = pairs,
       together = adjusted(coef(means), null(names), length(names), degf(inside)))
}
# Shares of all answers but the last at once, each column minus the first.
of_all <- function(case) {
  d <- as.data.frame(case[c("w", "s", "c", "N")])
  who <- do.call(cbind, case$columns) * (case$y >= 0)
  y <- sapply(0:(max(case$y) - 1), function(r) as.numeric(case$y == r))
  shares <- crossprod(y * d$w, who) / rep(colSums(who * d$w), each = ncol(y))
  adjusted(c(shares), null_covariance(d, who, y), ncol(who),
           degf(subset(design_of(d), rowSums(who) > 0)))
}
told <- function(case) {
  inside <- case$y >= 0 & Reduce(`+`, case$columns) > 0
  sums <- tapply(case$w[inside], factor(case$y[inside], 0:max(case$y)), sum)
  ranks <- (cumsum(sums) - sums / 2) / sum(sums)
  c(list(data = case), list(
    row = of_values(case, as.numeric(case$y == 0)), net = of_values(case, as.numeric(case$y %in% 1:2)),
    all = of_all(case),
    ranks = of_values(case, ifelse(case$y < 0, 0, ranks[pmax(case$y, 0) + 1]))))
}
print_json(lapply(cases, told), "survey")
