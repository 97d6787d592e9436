# Rscript paired.R > paired.json   (from this folder)
source("json.R")
suppressPackageStartupMessages(library(coin))

square <- function(x, k) matrix(x, k, byrow = TRUE)
tables <- list(
  approval = square(c(794, 150, 86, 570), 2),
  pair22 = square(c(52, 28, 7, 69), 2),
  pair33 = square(c(20, 9, 3, 15, 41, 6, 8, 22, 32), 3),
  pair55 = square(c(3, 2, 1, 0, 0, 5, 11, 6, 2, 0, 2, 12, 28, 9, 1, 1, 5, 19, 24, 3,
                    0, 1, 4, 10, 7), 5),
  vision = square(c(1520, 266, 124, 66, 234, 1512, 432, 78, 117, 362, 1772, 205,
                    36, 82, 179, 492), 4)
)

of_two <- function(x) {
  b <- x[1, 2]
  c <- x[2, 1]
  test <- mcnemar.test(x, correct = FALSE)
  exact <- binom.test(b, b + c)$p.value
  list(
    asymptotic = list(statistic = unname(test$statistic), p_value = test$p.value),
    exact = exact, midp = exact - dbinom(min(b, c), b + c, .5)
  )
}

of_square <- function(x) {
  named <- as.table(x)
  dimnames(named) <- list(first = seq_len(nrow(x)), second = seq_len(nrow(x)))
  any <- mh_test(named)
  scored <- mh_test(named, scores = list(response = seq_len(nrow(x))))
  found <- list(
    counts = x, stuart_maxwell = as.numeric(statistic(any)), df = nrow(x) - 1,
    stuart_maxwell_p = pchisq(as.numeric(statistic(any)), nrow(x) - 1, lower.tail = FALSE),
    z = abs(as.numeric(statistic(scored, "standardized"))),
    z_p = as.numeric(pvalue(scored))
  )
  if (nrow(x) == 2) c(found, of_two(x)) else found
}
print_json(lapply(tables, of_square), "coin")
