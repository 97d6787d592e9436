# Rscript comparisons.R > comparisons.json   (from this folder)
# N - 1 chi-squared of every pair of columns, and the p-values adjusted.
source("json.R")
successes <- list(three = c(46, 24, 11), four = c(46, 24, 33, 70))
bases <- list(three = c(90, 40, 31), four = c(90, 40, 35, 110))

of_row <- function(x, n) {
  pairs <- combn(length(x), 2, simplify = FALSE)
  statistic <- sapply(pairs, function(p) {
    found <- suppressWarnings(chisq.test(rbind(x[p], (n - x)[p]), correct = FALSE))
    unname(found$statistic) * (sum(n[p]) - 1) / sum(n[p])
  })
  p <- pchisq(statistic, 1, lower.tail = FALSE)
  together <- chisq.test(rbind(x, n - x), correct = FALSE)$p.value
  list(
    successes = x, bases = n, statistic = statistic, none = p, closed = pmax(p, together),
    holm = p.adjust(p, "holm"), bonferroni = p.adjust(p, "bonferroni"),
    bh = p.adjust(p, "BH")
  )
}
print_json(Map(of_row, successes, bases))
