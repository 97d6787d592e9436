# Rscript waves.R > waves.json   (from this folder)
# Changes of a share between two waves with some of the same people in both.
source("json.R")

z_test <- function(change, variance) {
  z <- change / sqrt(variance)
  list(z = z, p = 2 * pnorm(-abs(z)), limits = change + c(-1, 1) * qnorm(.975) * sqrt(variance))
}
known <- list(
  half = c(80, 156, 110, 170, .4, 80), nobody = c(46, 90, 24, 40, 0, 0),
  everybody = c(70, 120, 82, 120, .45, 120), opposed = c(30, 90, 40, 80, .05, 50)
)
of_known <- function(x) {
  p <- c(x[1] / x[2], x[3] / x[4]); n <- x[c(2, 4)]
  c(list(given = x), z_test(p[2] - p[1], sum(p * (1 - p) / n) -
    2 * x[6] * (x[5] - p[1] * p[2]) / (n[1] * n[2])))
}

unknown <- list(plain = c(80, 156, 110, 170), small = c(9, 26, 17, 40), same = c(30, 60, 30, 60),
                all = c(20, 20, 30, 44), reversed = c(70, 90, 30, 60))
of_unknown <- function(x) {
  p <- c(x[1] / x[2], x[3] / x[4]); n <- x[c(2, 4)]
  grid <- function(least) {
    both <- seq(least, min(p), length.out = 41)
    found <- outer(both, 0:min(n), function(b, m) sum(p * (1 - p) / n) -
                   2 * m * (b - p[1] * p[2]) / prod(n))
    ps <- 2 * pnorm(-abs(diff(p)) / sqrt(pmax(found, 0)))
    range(ps, na.rm = TRUE)
  }
  list(given = x, any = grid(max(0, sum(p) - 1)), non_negative = grid(prod(p)))
}

print_json(list(known = lapply(known, of_known), unknown = lapply(unknown, of_unknown)))
