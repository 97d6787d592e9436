# Rscript association.R > association.json   (from this folder)
# Pearson, likelihood ratio, V and Kruskal-Wallis of tables with answers in the rows.
source("json.R")
suppressPackageStartupMessages(library(vcd))

transposed <- function(x, groups) t(matrix(x, groups, byrow = TRUE))
tables <- list(
  hair_eye = unclass(apply(HairEyeColor, c(2, 1), sum)),
  admission = unclass(apply(UCBAdmissions, c(1, 3), sum)),
  gender = unclass(apply(UCBAdmissions, c(1, 2), sum)),
  arthritis = unclass(table(Arthritis$Improved, Arthritis$Treatment)),
  survey35a = transposed(c(6, 14, 23, 35, 12, 1, 5, 9, 17, 8, 4, 6, 7, 7, 2), 3),
  survey35b = transposed(c(0, 3, 21, 48, 18, 2, 0, 10, 20, 8, 1, 4, 9, 12, 0), 3),
  survey35c = transposed(c(9, 15, 24, 28, 14, 0, 1, 7, 17, 15, 7, 8, 6, 5, 0), 3),
  survey33 = transposed(c(20, 24, 46, 4, 13, 23, 6, 7, 13), 3)
)

noncentrality <- function(x2, df, q) {
  reached <- function(l) pchisq(x2, df, ncp = l) - q
  if (reached(0) < 0) return(0)
  uniroot(reached, c(0, 10 * x2 + 100), tol = 1e-13, maxiter = 10000)$root
}

bergsma <- function(x2, n, r, c) {
  phi2 <- max(0, x2 / n - (r - 1) * (c - 1) / (n - 1))
  sqrt(phi2 / min(r - (r - 1)^2 / (n - 1) - 1, c - (c - 1)^2 / (n - 1) - 1))
}

of_table <- function(x) {
  dimnames(x) <- NULL
  test <- suppressWarnings(chisq.test(x, correct = FALSE))
  x2 <- unname(test$statistic)
  df <- unname(test$parameter)
  g <- assocstats(as.table(x))$chisq_tests["Likelihood Ratio", "X^2"]
  limits <- sapply(c(.975, .025), function(q) noncentrality(x2, df, q))
  answers <- rep(row(x), x)
  ranked <- kruskal.test(answers, rep(col(x), x))
  list(
    counts = x, statistic = x2, df = df, p_value = test$p.value,
    residuals = unclass(test$stdres), likelihood_ratio = unname(g),
    likelihood_ratio_p = pchisq(unname(g), df, lower.tail = FALSE),
    v = bergsma(x2, sum(x), nrow(x), ncol(x)),
    v_limits = sqrt(limits / (sum(x) * (min(dim(x)) - 1))),
    kruskal = unname(ranked$statistic), kruskal_p = ranked$p.value,
    epsilon2 = unname(ranked$statistic) / (sum(x) - 1)
  )
}
print_json(lapply(tables, of_table), "vcd")
