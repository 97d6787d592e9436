# Rscript overlap.R > overlap.json   (from this folder)
# Shares in columns that share people: svycontrast of svytotal for pairs, t on degf, and Wald's F
# for all columns at once, adjusted as in svychisq(statistic = "adjWald"): W (nu - q + 1)/(nu q) on q
# and nu - q + 1. The data stacked column upon column, each person once for each, in their own units,
# must give the same covariance (svyby(covmat = TRUE)) and the same W (regTermTest of svyglm).
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
wald <- function(apart) drop(coef(apart) %*% solve(vcov(apart), coef(apart)))
adjusted <- function(apart, nu) {
  q <- length(coef(apart))
  f <- wald(apart) * (nu - q + 1) / (nu * q)
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
  pairs <- lapply(combn(names, 2, simplify = FALSE), function(two) {
    apart <- svycontrast(means, list(d = setNames(c(1, -1), two)))
    nu <- degf(subset(design_of(stacked), column %in% two))
    t <- coef(apart) / SE(apart)
    c(coef(apart), t, nu, 2 * pt(-abs(t), nu), coef(apart) + c(-1, 1) * qt(.975, nu) * SE(apart))
  })
  apart <- svycontrast(means, setNames(lapply(names[-1], function(k) setNames(c(-1, 1), c(names[1], k))),
                                       names[-1]))
  stopifnot(all.equal(regTermTest(svyglm(value ~ column, inside), ~column)$Ftest[1, 1],
                      wald(apart) / length(coef(apart)), tolerance = 1e-8))
  list(shares = unname(coef(means)), pairs = pairs, together = adjusted(apart, degf(inside)))
}
# Shares of all answers but the last at once, each column minus the first.
of_all <- function(case) {
  d <- as.data.frame(case[c("w", "s", "c", "N")])
  asked <- case$y >= 0; names <- names(case$columns); rows <- 0:(max(case$y) - 1)
  for (k in names) {
    d[[paste0("n_", k)]] <- case$columns[[k]] * asked
    for (r in rows) d[[paste0("y", r, "_", k)]] <- case$columns[[k]] * (case$y == r)
  }
  of <- c(paste0("n_", names), outer(paste0("y", rows, "_"), names, paste0))
  des <- design_of(d)
  totals <- svytotal(as.formula(paste("~", paste(of, collapse = "+"))), des)
  apart <- svycontrast(totals, unlist(lapply(names[-1], function(k) setNames(lapply(rows, function(r)
    parse(text = sprintf("y%d_%s/n_%s - y%d_%s/n_%s", r, k, k, r, names[1], names[1]))[[1]]),
    paste0(k, rows)))))
  adjusted(apart, degf(subset(des, asked & Reduce(`+`, case$columns) > 0)))
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
