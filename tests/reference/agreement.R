# Rscript agreement.R > agreement.json   (from this folder)
# Kappa of squares of pairs.
source("json.R")
suppressPackageStartupMessages(library(vcd))

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
    limits = as.numeric(confint(plain)["Unweighted", ])
  )
  found
}

print_json(list(squares = lapply(tables, of_square)), "vcd")
