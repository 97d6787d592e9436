# Rscript exact.R > exact.json   (from this folder)
# Exact tests given both margins: fisher.test, coin's exact Wilcoxon test, and every
# table enumerated, with ties decided to 1e-9 of each statistic.
source("json.R")
suppressPackageStartupMessages(library(coin))

grid <- function(x, rows) matrix(x, rows, byrow = TRUE)
tables <- list(
  tea = grid(c(3, 1, 1, 3), 2),
  one_sided = grid(c(12, 0, 3, 9), 2),
  zero_cell = grid(c(0, 7, 11, 5), 2),
  two_by_three = grid(c(4, 1, 0, 1, 2, 3), 2),
  two_by_four = grid(c(9, 3, 2, 6, 4, 8, 7, 1), 2),
  two_by_four_sparse = grid(c(14, 0, 1, 0, 9, 2, 3, 2), 2),
  two_by_five = grid(c(1, 4, 8, 9, 3, 6, 7, 9, 4, 1), 2),
  two_by_six = grid(c(3, 5, 2, 8, 1, 0, 4, 1, 6, 2, 3, 3), 2),
  three_by_three = grid(c(5, 2, 1, 3, 6, 2, 1, 3, 7), 3),
  three_by_three_ties = grid(c(3, 2, 1, 2, 3, 1, 1, 1, 4), 3),
  three_by_three_zeros = grid(c(8, 0, 1, 0, 5, 0, 2, 0, 6), 3),
  three_by_four = grid(c(4, 2, 1, 3, 2, 5, 2, 0, 1, 1, 4, 2), 3),
  three_by_four_sparse = grid(c(10, 0, 1, 0, 3, 2, 0, 1, 2, 0, 0, 3), 3),
  three_by_five = grid(c(4, 1, 2, 0, 1, 1, 3, 0, 2, 1, 0, 1, 2, 1, 3), 3),
  four_by_three = grid(c(3, 1, 1, 2, 4, 0, 1, 2, 2, 0, 1, 4), 4),
  four_by_four = grid(c(3, 1, 0, 1, 0, 2, 1, 0, 1, 0, 3, 1, 0, 1, 0, 2), 4)
)
# Too many to enumerate; fisher.test alone.
large <- list(
  three_by_five_156 = grid(c(6, 14, 23, 35, 12, 1, 5, 9, 17, 8, 4, 6, 7, 7, 2), 3),
  three_by_six_90 = grid(c(9, 3, 2, 6, 4, 8, 7, 1, 5, 2, 6, 3, 2, 8, 5, 9, 4, 6), 3),
  four_by_four_60 = grid(c(8, 3, 2, 1, 4, 6, 3, 2, 1, 5, 7, 2, 2, 1, 6, 7), 4),
  four_by_five_45 = grid(c(5, 2, 1, 0, 1, 2, 4, 1, 2, 0, 1, 0, 6, 3, 2, 0, 1, 2, 5, 7), 4)
)
ranked_pairs <- list(
  pair_of_groups = grid(c(6, 14, 23, 35, 12, 4, 8, 9, 17, 18), 2),
  pair_sparse = grid(c(0, 3, 21, 48, 18, 2, 0, 10, 20, 8), 2),
  pair_small = grid(c(3, 0, 1, 2, 0, 0, 1, 1, 4, 5), 2)
)

# Ways to put `size` into cells that hold at most `most`.
fillings <- function(size, most) {
  if (length(most) == 1) return(if (size <= most) matrix(size) else matrix(0, 0, 1))
  do.call(rbind, lapply(0:min(size, most[1]), function(x) {
    others <- fillings(size - x, most[-1])
    cbind(rep(x, nrow(others)), others)
  }))
}

# Calls `each` with every table that has the margins.
visit <- function(rows, columns, each, above = NULL) {
  if (length(rows) == 1) return(each(rbind(above, columns)))
  firsts <- fillings(rows[1], columns)
  for (k in seq_len(nrow(firsts))) {
    visit(rows[-1], columns - firsts[k, ], each, rbind(above, firsts[k, ]))
  }
}

# What makes a table extreme, larger for more extreme ones.
extremes <- function(x) {
  e <- outer(rowSums(x), colSums(x)) / sum(x)
  linear <- sum(outer(seq_len(nrow(x)), seq_len(ncol(x))) * (x - e))
  c(freeman_halton = sum(lfactorial(x)), pearson = sum((x - e)^2 / e),
    likelihood_ratio = 2 * sum(ifelse(x > 0, x * log(x / e), 0)), linear = abs(linear))
}

enumerated <- function(x) {
  dimnames(x) <- NULL
  observed <- extremes(x)
  total <- 0
  far <- 0 * observed
  visit(rowSums(x), colSums(x), function(y) {
    weight <- exp(sum(lfactorial(x)) - sum(lfactorial(y)))
    total <<- total + weight
    far <<- far + weight * (extremes(y) >= observed - 1e-9)
  })
  as.list(far / total)
}

fisher <- function(x) list(counts = x, fisher = fisher.test(x, workspace = 2e8)$p.value)

wilcoxon <- function(x) {
  answers <- rep(col(x), x)
  groups <- factor(rep(row(x), x))
  test <- wilcox_test(answers ~ groups, distribution = "exact")
  list(counts = x, wilcoxon = as.numeric(pvalue(test)))
}

print_json(c(
  lapply(tables, function(x) c(fisher(x), enumerated(x))),
  lapply(large, fisher), lapply(ranked_pairs, wilcoxon)
), "coin")
