# Rscript column_pairs.R > column_pairs.json   (from this folder)
# Pairs of proportions as survey tools test them, p-values adjusted, and the Rao-Scott test of
# two weighted columns.
source("json.R")
suppressPackageStartupMessages(library(survey))
methods <- c("none", "holm", "hochberg", "hommel", "bonferroni", "BH", "BY")

successes <- list(
  two = c(31, 55), three = c(12, 30, 41), four = c(5, 60, 33, 18), five = c(90, 71, 40, 3, 22),
  extremes = c(0, 40, 17), rare = c(1, 2, 9, 4), alike = c(20, 40, 60), large = c(4120, 3990, 812)
)
bases <- list(
  two = c(80, 95), three = c(40, 66, 120), four = c(44, 101, 61, 35),
  five = c(150, 130, 90, 31, 64), extremes = c(35, 41, 60), rare = c(210, 180, 150, 90),
  alike = c(40, 80, 120), large = c(10000, 9000, 2100)
)

of_row <- function(x, n) {
  pairs <- combn(length(x), 2, simplify = FALSE)
  each <- lapply(pairs, function(p) {
    found <- suppressWarnings(prop.test(x[p], n[p], correct = FALSE))
    table <- suppressWarnings(chisq.test(rbind(x[p], (n - x)[p]), correct = FALSE))
    size <- sum(n[p])
    list(
      z2 = unname(found$statistic), p = found$p.value, wald = as.vector(found$conf.int),
      n1 = unname(table$statistic) * (size - 1) / size,
      n1_p = pchisq(unname(table$statistic) * (size - 1) / size, 1, lower.tail = FALSE),
      t_p = 2 * pt(-sqrt(unname(found$statistic)), size - 2)
    )
  })
  told <- lapply(methods, function(method) {
    square <- suppressWarnings(
      pairwise.prop.test(x, n, p.adjust.method = method, correct = FALSE)$p.value
    )
    square[lower.tri(square, diag = TRUE)]
  })
  names(told) <- methods
  list(successes = x, bases = n, each = each, adjusted = told)
}

p_values <- list(
  ties = c(0.01, 0.01, 0.01, 0.04, 0.04, 0.2), ones = c(1, 1, 0.03, 1, 0.0004),
  tiny = c(1e-200, 3e-17, 2e-16, 1e-9, 0.5), plain = c(0.03, 0.0012, 0.2, 0.047, 0.61, 0.009),
  all_ones = c(1, 1, 1), zeros = c(0, 0, 0.02, 0.3), single = c(0.04),
  many = (1:40)^2 / 1700
)
of_values <- function(p) {
  told <- lapply(methods, function(method) p.adjust(p, method))
  names(told) <- methods
  list(p = p, adjusted = told)
}

weighted <- function(seed, n, share, spread) {
  set.seed(seed)
  g <- sample(c("a", "b"), n, TRUE, c(0.6, 0.4))
  y <- rbinom(n, 1, ifelse(g == "a", share, share + 0.12))
  w <- round(exp(rnorm(n, 0, spread)), 3)
  design <- svydesign(ids = ~1, weights = ~w, data = data.frame(g, y = factor(y), w))
  found <- svychisq(~ y + g, design, statistic = "F")
  list(
    g = as.integer(g == "b"), y = y, w = w, f = unname(found$statistic),
    df2 = unname(found$parameter[2]), p = unname(found$p.value)
  )
}
print_json(list(
  rows = Map(of_row, successes, bases), p_values = lapply(p_values, of_values),
  weighted = list(
    mild = weighted(1, 180, 0.3, 0.4), heavy = weighted(2, 150, 0.5, 0.9),
    small = weighted(3, 70, 0.15, 0.6), rare = weighted(4, 400, 0.03, 0.5)
  )
), "survey")
