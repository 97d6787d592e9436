# What R's survey says of samples drawn in clusters: shares, their intervals and design
# effects, two groups compared, residuals, waves side by side.
# Rscript design_everywhere.R > design_everywhere.json
suppressMessages(library(survey))
source("json.R")
options(survey.lonely.psu = "fail")
data(api)

# 20 clusters of 10 who answer alike: 7 of 10 clusters say yes in the first group, 3 in the
# second.
alike <- data.frame(g = rep(1:2, each = 10), y = 2 - c(rep(1:0, c(7, 3)), rep(1:0, c(3, 7))), c = 1:20)
alike <- alike[rep(1:20, each = 10), ]
alike <- transform(alike, w = 1, s = 1, N = 0)
# The second wave: four more clusters say yes.
later <- transform(alike, y = ifelse(c %in% 14:17, 1, y))
# California's schools by district, the districts in two made-up strata of 60 and 80.
schools <- with(apiclus2, data.frame(
  g = as.integer(stype), y = as.integer(cut(api00, quantile(api00, 0:4 / 4), include.lowest = TRUE)),
  c = dnum, w = pw, s = dnum %% 2 + 1))
schools$N <- c(60, 80)[schools$s]

design_of <- function(d) {
  d$group <- factor(d$g); d$answer <- factor(d$y); d$first <- as.numeric(d$y == 1)
  if (all(d$N == 0)) return(svydesign(~c, strata = ~s, weights = ~w, data = d, nest = TRUE))
  svydesign(~c, strata = ~s, weights = ~w, fpc = ~N, data = d, nest = TRUE)
}

# Mean of the eigenvalues of P^-1 V: V of the shares of a group, P that of as many drawn
# with replacement (divisor n).
mean_effect <- function(des) {
  des <- update(des, answer = droplevels(answer))
  m <- svymean(~answer, des)
  k <- length(coef(m)) - 1
  p <- coef(m)[1:k]
  P <- (diag(p, k) - outer(p, p)) / nrow(des)
  sum(diag(solve(P, vcov(m)[1:k, 1:k, drop = FALSE]))) / k
}

of_group <- function(des, k) {
  own <- subset(des, g == k)
  m <- svymean(~first, own, deff = "replace")
  list(share = c(coef(m), SE(m), deff(m)), df = degf(own), mean_effect = mean_effect(own),
       interval = as.vector(attr(svyciprop(~first, own, method = "logit"), "ci")))
}

departure <- function(des) {
  m <- svymean(~interaction(first, group), des)
  names <- make.names(names(coef(m))); groups <- length(names) / 2
  yes <- names[2 * seq_len(groups)]; no <- names[2 * seq_len(groups) - 1]
  m <- structure(coef(m), var = vcov(m), names = names, class = "svystat", statistic = "mean")
  attr(m, "var") <- structure(attr(m, "var"), dimnames = list(names, names))
  sapply(seq_len(groups), function(k) {
    d <- svycontrast(m, parse(text = sprintf("%s - (%s) * (%s + %s)", yes[k],
      paste(yes, collapse = " + "), yes[k], no[k]))[[1]])
    unname(coef(d) / SE(d))
  })
}

of_sample <- function(d) {
  des <- design_of(d); two <- subset(des, g <= 2)
  by <- svyby(~first, ~group, des, svymean, covmat = TRUE)
  apart <- svycontrast(by, c(1, -1, rep(0, length(coef(by)) - 2)))
  odds <- svyglm(first ~ group, two, family = quasibinomial)
  f <- svychisq(~first + group, update(two, group = droplevels(group)))
  all <- svychisq(~first + group, des)
  rows <- unique(d[c("g", "y", "w", "s", "c", "N")])
  # Whoever is alike in all of these stands here once for every so many.
  rows <- d[if (nrow(unique(d)) * 10 == nrow(d)) !duplicated(d) else TRUE, c("g", "y", "w", "s", "c", "N")]
  list(rows = as.list(rows), times = nrow(d) / nrow(rows),
    groups = lapply(sort(unique(d$g)), function(k) of_group(des, k)),
    pair = c(unname(f$statistic), unname(f$p.value), degf(two)),
    together = unname(all$p.value),
    difference = c(unname(coef(apart)), unname(SE(apart))),
    log_odds = c(-coef(odds)[[2]], SE(odds)[[2]]),
    residuals = departure(des))
}

waves <- rbind(transform(alike, s = 1, g = 1), transform(later, s = 2, g = 2))
print_json(list(alike = of_sample(alike), schools = of_sample(schools), waves = of_sample(waves)),
           "survey")
