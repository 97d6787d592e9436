# Rscript ordinal.R > ordinal.json   (from this folder)
# Answers stand in the rows, groups in the columns, both in their order. Standard errors
# of correlations by complex steps: f(x + ih)/h is the derivative to the last digit.
source("json.R")
suppressPackageStartupMessages({library(coin); library(vcd)})

wide <- function(x, rows) matrix(x, rows, byrow = TRUE)
women <- subset(Arthritis, Sex == "Female")
tables <- list(
  housing_influence = unclass(xtabs(Freq ~ Sat + Infl, MASS::housing)),
  housing_contact = unclass(xtabs(Freq ~ Sat + Cont, MASS::housing)),
  hospital = unclass(vcd::Hospital),
  sports = unclass(xtabs(Freq ~ opinion + grade, vcd::JointSports)),
  arthritis_women = unclass(table(women$Improved, women$Treatment)),
  tobacco_cases = unclass(xtabs(ncases ~ tobgp + alcgp, esoph)),
  sparse = wide(c(5, 0, 1, 3, 2, 0, 0, 4, 0, 1, 1, 7), 4),
  skewed = wide(c(40, 12, 3, 31, 20, 9, 11, 5, 6, 2, 1, 0, 0, 1, 1), 5),
  falling = wide(c(0, 2, 9, 1, 6, 3, 8, 4, 0), 3),
  two_answers = wide(c(3, 8, 11, 21, 27, 30, 29, 20, 16, 2), 2),
  gap_in_scale = wide(c(9, 4, 6, 0, 0, 0, 5, 7, 2, 1, 6, 8), 4),
  two_groups = wide(c(6, 1, 0, 4, 3, 3, 2, 5, 0, 2), 5)
)
z <- qnorm(.975)

correlation <- function(x, u, v) {
  n <- sum(x)
  a <- u - sum(x * u[row(x)]) / n
  b <- v - sum(x * v[col(x)]) / n
  sum(x * a[row(x)] * b[col(x)]) /
    (sqrt(sum(x * a[row(x)]^2)) * sqrt(sum(x * b[col(x)]^2)))
}
midranks <- function(margin) cumsum(margin) - margin / 2
ranked <- function(x) correlation(x, midranks(rowSums(x)), midranks(colSums(x)))

limits <- function(x, f) {
  slope <- sapply(seq_along(x), function(i) {
    moved <- x + 0i
    moved[i] <- moved[i] + 1e-30i
    Im(f(moved)) / 1e-30
  })
  r <- Re(f(x + 0i))
  se <- sqrt(sum(x * slope^2))
  tanh(atanh(r) + c(-1, 1) * z * se / (1 - r^2))
}

correlations <- function(x) {
  answer <- rep(row(x), x)
  group <- rep(col(x), x)
  kendall <- suppressWarnings(cor.test(answer, group, method = "kendall", exact = FALSE))
  rho <- suppressWarnings(cor.test(answer, group, method = "spearman", exact = FALSE))
  places <- list(seq_len(nrow(x)), seq_len(ncol(x)))
  uneven <- list(places[[1]]^2, c(1, places[[2]][-1] + 3))
  lbl <- function(s) {
    test <- independence_test(s[[1]][answer] ~ s[[2]][group], teststat = "quadratic")
    c(statistic(test), pchisq(statistic(test), 1, lower.tail = FALSE),
      cor(s[[1]][answer], s[[2]][group]), limits(x, function(t) correlation(t, s[[1]], s[[2]])))
  }
  list(
    jonckheere = c(kendall$statistic, kendall$p.value, kendall$estimate),
    spearman = c(rho$p.value, rho$estimate, limits(x, ranked)),
    linear = lbl(places), answer_scores = uneven[[1]], group_scores = uneven[[2]],
    uneven = lbl(uneven)
  )
}

means <- function(x) {
  answer <- rep(row(x), x)
  group <- factor(rep(col(x), x))
  uneven <- seq_len(nrow(x))^2
  test <- function(score) {
    found <- statistic(independence_test(score ~ group, teststat = "quadratic"))
    df <- nlevels(group) - 1
    c(found, df, pchisq(found, df, lower.tail = FALSE),
      summary(lm(score ~ group))$r.squared)
  }
  list(means = test(answer), uneven_means = test(uneven[answer]), mean_scores = uneven,
       ranks = test(rank(answer)))
}

trend <- function(x) {
  yes <- x[1, ]
  n <- colSums(x)
  of <- function(s) {
    test <- prop.trend.test(yes, n, s)
    fitted <- lm(yes / n ~ s, weights = n)
    centred <- s - weighted.mean(s, n)
    factor <- n * centred / sum(n * centred^2)
    wilson <- sapply(seq_along(n), function(j) {
      suppressWarnings(prop.test(yes[j], n[j], correct = FALSE))$conf.int
    })
    ends <- sweep(sweep(wilson, 2, yes / n), 2, factor, `*`)
    slope <- unname(coef(fitted)[2])
    c(test$statistic, test$p.value, slope,
      slope - sqrt(sum(apply(ends, 2, min)^2)), slope + sqrt(sum(apply(ends, 2, max)^2)))
  }
  s <- seq_along(n)
  list(trend = of(s), trend_scores = c(0, s[-1]^1.5), trend_uneven = of(c(0, s[-1]^1.5)))
}

# Smaller answers rank before, so that U counts the pairs the first group wins.
two_groups <- function(x) {
  a <- rep(row(x)[, 1], x[, 1])
  b <- rep(row(x)[, 2], x[, 2])
  plain <- wilcox.test(b, a, exact = FALSE, correct = FALSE)
  moved <- wilcox.test(b, a, exact = FALSE, correct = TRUE)
  r <- rank(c(a, b))
  n <- c(length(a), length(b))
  side <- rep(1:2, n)
  own <- c(rank(a), rank(b))
  place <- (r - own) / n[3 - side]
  theta <- mean(place[side == 2])
  v <- tapply(place, side, var) / n
  df <- sum(v)^2 / sum(v^2 / (n - 1))
  t <- (theta - .5) / sqrt(sum(v))
  reach <- qt(.975, df) * sqrt(sum(v)) / (theta * (1 - theta))
  found <- list(
    wilcoxon = c(plain$statistic, plain$p.value, moved$p.value),
    munzel = c(t, df, 2 * pt(-abs(t), df), theta, plogis(qlogis(theta) + c(-1, 1) * reach)),
    delta = mean(sign(outer(b, a, "-")))
  )
  if (sum(n) > 100) return(found)
  exact <- wilcox_test(c(a, b) ~ factor(side, levels = 2:1), distribution = "exact")
  c(found, list(exact = c(statistic(exact, "standardized"), pvalue(exact))))
}

of_table <- function(x) {
  dimnames(x) <- NULL
  h <- kruskal.test(rep(row(x), x), rep(col(x), x))
  found <- c(list(counts = x, kruskal = c(h$statistic, h$p.value)), correlations(x), means(x))
  if (nrow(x) == 2) found <- c(found, trend(x))
  if (ncol(x) == 2) found <- c(found, two_groups(x))
  lapply(found, function(value) if (is.matrix(value)) value else unname(value))
}
two <- lapply(tables[c("housing_contact", "skewed", "sports")], function(x) t(x)[, 1:2])
names(two) <- paste0(names(two), "_turned")
few <- list(cut_two = wide(c(4, 9, 3, 7, 8, 2, 6, 5, 1, 5), 2))
print_json(lapply(c(tables, two, few), of_table), c("coin", "vcd", "MASS"))
