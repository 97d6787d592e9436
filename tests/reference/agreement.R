# Rscript agreement.R > agreement.json   (from this folder)
# Kappa of squares of pairs, and several items at once: Cochran's Q, Friedman's test.
source("json.R")
suppressPackageStartupMessages({library(vcd); library(coin)})

square <- function(x, k) matrix(x, k, byrow = TRUE)
drawn <- function(seed, k, mean, away) {
  set.seed(seed)
  matrix(rpois(k * k, mean * away^abs(outer(seq_len(k), seq_len(k), "-"))), k)
}
tables <- list(
  sexual_fun = unclass(SexualFun), winnipeg = unclass(MSPatients[, , 1]),
  new_orleans = unclass(MSPatients[, , 2]),
  two = square(c(40, 9, 6, 21), 2), against = square(c(3, 14, 17, 5), 2),
  lopsided = square(c(118, 5, 10, 0), 2), zeros = square(c(9, 0, 2, 0, 4, 0, 1, 0, 6), 3),
  unused = square(c(9, 0, 5, 1, 0, 0, 0, 0, 2, 0, 8, 4, 1, 0, 2, 7), 4),
  five = drawn(1, 5, 9, .5), flat = drawn(2, 5, 5, 1), seven = drawn(3, 7, 4, .4),
  eleven = drawn(4, 11, 3, .6), small = drawn(5, 3, 2, .6), large = drawn(6, 4, 90, .3)
)

of_square <- function(x) {
  dimnames(x) <- NULL
  plain <- Kappa(x)
  squared <- Kappa(x, weights = "Fleiss-Cohen")
  found <- list(
    counts = x, none = as.numeric(plain$Unweighted), linear = as.numeric(plain$Weighted),
    quadratic = as.numeric(squared$Weighted),
    limits = as.numeric(confint(plain)["Unweighted", ]),
    agree = sum(diag(x)) / sum(x),
    agree_limits = as.numeric(prop.test(sum(diag(x)), sum(x), correct = FALSE)$conf.int)
  )
  found
}

items <- function(seed, people, k, lean) {
  set.seed(seed)
  person <- rnorm(people)
  outer(person, seq(0, lean, length.out = k), "+") + matrix(rnorm(people * k), people)
}
cochran <- function(x) {
  k <- ncol(x)
  rows <- rowSums(x)
  columns <- colSums(x)
  q <- (k - 1) * (k * sum(columns^2) - sum(x)^2) / (k * sum(x) - sum(rows^2))
  within <- data.frame(
    y = factor(as.vector(x)), item = factor(rep(seq_len(k), each = nrow(x))),
    who = factor(rep(seq_len(nrow(x)), k))
  )
  from_coin <- statistic(symmetry_test(y ~ item | who, data = within,
                                       teststat = "quadratic"))
  list(items = x, statistic = q, coin = as.numeric(from_coin), df = k - 1,
       p_value = pchisq(q, k - 1, lower.tail = FALSE))
}
friedman <- function(x) {
  test <- friedman.test(x)
  list(items = x, statistic = unname(test$statistic), df = unname(test$parameter),
       p_value = test$p.value, w = unname(test$statistic) / (nrow(x) * (ncol(x) - 1)))
}
yes <- function(...) 1 * (items(...) > 0)
points <- function(...) pmin(pmax(round(items(...)), -2), 2)

print_json(list(
  squares = lapply(tables, of_square),
  cochran = list(three = cochran(yes(1, 30, 3, .5)), four = cochran(yes(2, 12, 4, 1)),
                 six = cochran(yes(3, 60, 6, .3)), two = cochran(yes(4, 25, 2, .8))),
  friedman = list(three = friedman(points(5, 30, 3, .5)), four = friedman(points(6, 9, 4, 1)),
                  six = friedman(points(7, 50, 6, .6)), untied = friedman(items(8, 12, 5, 1)))
), c("vcd", "coin"))
