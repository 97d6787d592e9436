# Rscript wave_means.R > wave_means.json   (from this folder)
# Means of a number in two waves and their change: t.test of plain waves, svyby and svyttest of
# both designs side by side, strata and clusters of one wave not being those of the other.
source("json.R")
suppressPackageStartupMessages(library(survey))

simulated <- function(seed, n, plain) {
  set.seed(seed)
  d <- data.frame(wave = rep(1:2, n))
  d$x <- round(rlnorm(nrow(d), 3 + .1 * d$wave, .5))
  d$s <- if (plain) 1 else sample(3, nrow(d), TRUE)
  d$c <- if (plain) seq_len(nrow(d)) else sample(12, nrow(d), TRUE) + 12 * d$s
  d$w <- if (plain) 1 else round(exp(rnorm(nrow(d), 0, .5)), 4)
  d$x[sample(nrow(d), nrow(d) %/% 20)] <- NA
  d
}
found <- function(d, plain) {
  said <- subset(d, !is.na(x))
  if (plain) {
    by <- lapply(1:2, function(k) t.test(said$x[said$wave == k]))
    lines <- lapply(1:2, function(k) c(sum(said$wave == k), by[[k]]$estimate,
                                       sd(said$x[said$wave == k]), by[[k]]$stderr))
    t <- t.test(said$x[said$wave == 2], said$x[said$wave == 1])
    change <- c(-diff(t$estimate), t$statistic, t$parameter, t$p.value, t$conf.int)
  } else {
    des <- svydesign(~interaction(wave, c), strata = ~interaction(wave, s), weights = ~w, data = d)
    des <- subset(des, !is.na(x))
    m <- svyby(~x, ~wave, des, svymean)
    v <- svyby(~x, ~wave, des, svyvar)
    lines <- lapply(1:2, function(k) c(sum(said$wave == k), m$x[k], sqrt(v[[2]][k]), m$se[k]))
    t <- svyttest(x ~ I(wave == 2), des)
    change <- c(t$estimate, t$statistic, t$parameter, t$p.value, t$conf.int)
  }
  data <- d[c("wave", "x", "s", "c", "w")]
  data$x[is.na(data$x)] <- -1
  list(data = as.list(data), lines = lines, change = unname(change))
}

print_json(list(plain = found(simulated(1, 90, TRUE), TRUE),
                designed = found(simulated(2, 160, FALSE), FALSE)), "survey")
